/**
 * Shows a kill core of Quell to Micrometer. Start with {@link dev.quell.micrometer.KillMetrics}.
 *
 * <p><b>Null:</b> unless a method says otherwise, no argument and no result is null. A null argument is refused with a
 * {@link java.lang.NullPointerException} that names it, before anything is changed.
 */
@NullMarked
package dev.quell.micrometer;

import org.jspecify.annotations.NullMarked;
