/** Patterns to selectors, selectors to indexes, indexes to slots; and the kill, its report and its explanation. */
package dev.quell.internal.kill;
