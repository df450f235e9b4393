package dev.quell.server.dispatch;

import org.bson.BsonDocument;

/** What a login adds to a handshake: {@code saslSupportedMechs} and {@code speculativeAuthenticate}. Thread-safe. */
@FunctionalInterface
public interface Speculation {
  /** Where nobody logs in. */
  Speculation NONE = (client, db, hello) -> new BsonDocument();

  /**
   * Answers what the handshake asks on the side. Runs on a reserved thread, so it must not block, nor hash a password.
   *
   * @param client the connection
   * @param db the database of the handshake; that of the login is in the document
   * @param hello the handshake, whose fields may have any type
   * @return the fields to add to the reply, none if nothing was asked or the login does not begin well; what it throws
   *     counts as none
   */
  BsonDocument answer(Client client, String db, BsonDocument hello);
}
