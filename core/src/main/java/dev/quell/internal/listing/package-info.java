/** Streams of what there is: sessions, operations, cursors. */
@NullMarked
package dev.quell.internal.listing;

import org.jspecify.annotations.NullMarked;
