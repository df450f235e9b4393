/** Open, pin and close cursors, and kill them. */
package dev.quell.bench.cursor;
