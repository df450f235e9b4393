/** Open cursors, and the closing of their resources. */
@NullMarked
package dev.quell.internal.cursor;

import org.jspecify.annotations.NullMarked;
