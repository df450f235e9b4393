/** What one agent does beside the host's threads: core time, deadlines, expiry, handing killed cursors to be closed. */
@NullMarked
package dev.quell.internal.background;

import org.jspecify.annotations.NullMarked;
