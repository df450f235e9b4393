/** Streams of sessions, operations and cursors. */
package dev.quell.internal.listing;
