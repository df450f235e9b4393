/** Kills by patterns: selectors, their plan, the walk, the kill, its report and its explanation. */
@NullMarked
package dev.quell.internal.kill;

import org.jspecify.annotations.NullMarked;
