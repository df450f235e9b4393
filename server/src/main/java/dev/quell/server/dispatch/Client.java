package dev.quell.server.dispatch;

import dev.quell.Labels;
import dev.quell.UserName;
import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A connection as commands see it. What is set here by one command is seen by the next of the same connection, and by
 * any thread that lists.
 */
public interface Client {
  /** The number of the connection, from 1. */
  long id();

  /** The address of the other side, {@code host:port}. */
  String remote();

  /** Whether the other side is on this machine, for the first user of a new server. */
  boolean isLoopback();

  /** Whether nobody on the way can read along. */
  default boolean isEncrypted() {
    return false;
  }

  /** Who has logged in on this connection. */
  Optional<UserName> user();

  /** Logs in, or out if empty. */
  void user(Optional<UserName> user);

  /** What the client said about itself in its handshake; empty if nothing. */
  BsonDocument metadata();

  /** Keeps what the client said about itself, from the first handshake. */
  void metadata(BsonDocument metadata);

  /**
   * What the operations of this connection are labelled with: the application's name, once the handshake has told it,
   * and the address. The same object until that changes.
   */
  default Labels labels() {
    return Labels.none();
  }

  /** A login under way on this connection; null if there is none. The other commands leave it alone. */
  @Nullable
  Object login();

  /** Keeps a login under way, or drops it if null. */
  void login(@Nullable Object login);
}
