/**
 * Open results: what the core keeps for a cursor, who may go on with it, and what a batch may hold. Knows nothing of
 * how the documents come about.
 */
@NullMarked
package dev.quell.server.data.cursor;

import org.jspecify.annotations.NullMarked;
