/** What one agent does beside the host's threads: core time, deadlines, expiry, handing killed cursors to be closed. */
package dev.quell.internal.background;
