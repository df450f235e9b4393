package dev.quell.server.data.cursor;

import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;

/**
 * What a command has found, before anything was read of it.
 *
 * @param rows the documents to come
 * @param poll what they poll by
 * @param limit how many they can be at most; 0 if that is not known
 * @param stays whether a cursor over the rest stays open however long nobody uses it
 */
public record Result(Rows rows, Poll poll, long limit, boolean stays) {
  /** One of which nobody knows how much it is, and whose cursor closes when nobody uses it. */
  public Result(final Rows rows, final Poll poll) {
    this(rows, poll, 0, false);
  }
}
