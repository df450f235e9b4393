package dev.quell.server.data.cursor;

import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;

/**
 * What a command has found, before anything was read of it.
 *
 * @param rows the documents to come
 * @param poll what they poll by
 * @param limit how many they can be at most; 0 if that is not known
 */
public record Result(Rows rows, Poll poll, long limit) {}
