package dev.quell.command;

import dev.quell.Uid;
import org.bson.BsonDocument;

/**
 * A connection of the host, as {@code currentOp} shows it while no operation runs on it. Thread-safe: asked by any
 * thread that lists. What it throws leaves the connection out of the listing.
 */
public interface ConnectionDetails {
  /**
   * The number of the connection, which operations on it tell as {@code connectionId}.
   *
   * @return any number
   */
  long id();

  /**
   * Whose it is.
   *
   * @return the owner, as of a caller on it
   */
  Uid uid();

  /**
   * What is known of it.
   *
   * @return a new document: {@code desc}, {@code connectionId}, {@code client} and so on
   */
  BsonDocument describe();
}
