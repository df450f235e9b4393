/** Kills by patterns: selectors, their plan, the walk, the kill, its report and its explanation. */
package dev.quell.internal.kill;
