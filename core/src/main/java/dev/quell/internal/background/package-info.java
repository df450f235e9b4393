/** The background agent: core time, deadlines, expiry, and handing over cursors to be closed. */
package dev.quell.internal.background;
