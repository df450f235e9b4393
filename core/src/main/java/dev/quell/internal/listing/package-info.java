/** Streams of what there is: sessions, operations, cursors. */
package dev.quell.internal.listing;
