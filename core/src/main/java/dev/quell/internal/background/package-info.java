/** The background agent: core time, deadlines, expiry, and handing over cursors to be closed. */
@NullMarked
package dev.quell.internal.background;

import org.jspecify.annotations.NullMarked;
