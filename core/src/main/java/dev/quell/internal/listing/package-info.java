/** Streams of sessions, operations and cursors. */
@NullMarked
package dev.quell.internal.listing;

import org.jspecify.annotations.NullMarked;
