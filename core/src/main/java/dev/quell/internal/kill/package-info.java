/** Patterns to selectors, selectors to indexes, indexes to slots; and the kill, its report and its explanation. */
@NullMarked
package dev.quell.internal.kill;

import org.jspecify.annotations.NullMarked;
