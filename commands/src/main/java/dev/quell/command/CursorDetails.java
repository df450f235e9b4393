package dev.quell.command;

import dev.quell.Uid;
import org.bson.BsonDocument;

/**
 * What a host tells about a cursor, for {@code killCursors} and the listings: implemented by the resource that it gives
 * to {@link dev.quell.Session#openCursor}. Called on the thread of whoever asks; must be thread-safe.
 */
public interface CursorDetails extends AutoCloseable {
  /**
   * Whose cursor it is, also if it belongs to no session.
   *
   * @return the digest of the identity that opened it
   */
  Uid uid();

  /**
   * What it reads.
   *
   * @return {@code db.collection}
   */
  String namespace();

  /**
   * The fields that the host knows: {@code nDocsReturned}, {@code nBatchesReturned}, {@code originatingCommand} and the
   * like.
   *
   * @return a document of the caller's own; fields that the core knows are added to it
   */
  BsonDocument describe();

  /** Gives back what the cursor holds. */
  @Override
  void close();
}
