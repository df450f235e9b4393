package dev.quell.server.dispatch;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.command.Caller;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** One command under way: what was asked, by whom, and what it runs in. Used by one thread. */
public interface CommandCall {
  /** The whole command, the sequences of the message merged into it. */
  BsonDocument body();

  /** The name as the client wrote it: the first key of the body. */
  default String name() {
    return body().getFirstKey();
  }

  /** What stands behind the name. */
  default BsonValue argument() {
    return Objects.requireNonNull(body().get(name()));
  }

  /** The database, from {@code $db}. */
  String db();

  /** Who asks. */
  Caller caller();

  /** The connection. */
  Client client();

  /** The session it runs in; empty without an lsid, or for a command that does not attach it. */
  Optional<Session> session();

  /** The operation that a kill hits. Running from before {@link Command#run} until after it. */
  Operation operation();

  /** A poll, once per document and in every loop: throws when the operation was killed, and lets others run. */
  void check();
}
