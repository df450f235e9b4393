/**
 * What a query, an update or a pipeline makes of documents: lazily, with a poll for each document, in bounded memory.
 * The meaning of operators and expressions comes from a library; this package feeds it and keeps it in bounds. Knows
 * nothing of commands, cursors or sessions.
 */
@NullMarked
package dev.quell.server.data.query;

import org.jspecify.annotations.NullMarked;
