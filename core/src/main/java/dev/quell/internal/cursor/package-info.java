/** Open cursors, and the closing of their resources. */
package dev.quell.internal.cursor;
