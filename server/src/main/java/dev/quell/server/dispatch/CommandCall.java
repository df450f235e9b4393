package dev.quell.server.dispatch;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.command.Caller;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** One command under way: what was asked, by whom, and what it runs in. Used by one thread at a time. */
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

  /** Who asks, with the rights held when the command was received, or has begun to run. */
  Caller caller();

  /** The connection. */
  Client client();

  /** The session it runs in; empty without an lsid, or for a command that does not attach it. */
  Optional<Session> session();

  /** The operation that a kill hits. Running from the receipt of the command until after {@link Command#run}. */
  Operation operation();

  /** Keeps something for {@link Command#run}, or else tells it that there will be no run. */
  default void prepare(final Preparation preparation) {}

  /** Takes what was kept; empty if it is not of this type, or if the command runs once more. */
  default <T extends Preparation> Optional<T> prepared(final Class<T> type) {
    return Optional.empty();
  }

  /**
   * Has listings show more of the operation.
   *
   * @param details makes fields of the operation's document, from any thread
   */
  default void shows(final Supplier<BsonDocument> details) {}

  /** A poll, once per document and in every loop: throws when the operation was killed, and lets others run. */
  void check();

  /**
   * Says that what follows is of the client's own making and takes as long as it takes, and that the command has
   * changed nothing so far. On a thread that is kept for other things it has a moment from here on; then a {@link
   * #check} throws, and the command runs once more from its beginning, in {@link Lane#LONG_LISTING}. There, and on a
   * worker, this does nothing.
   *
   * @return whether the command has only a moment
   */
  default boolean briefly() {
    return false;
  }

  /**
   * Has the reply come later, if it is not there yet, without a thread that waits for it. To be called last, and what
   * it returns to be returned.
   *
   * @param reply never fails; may be complete already
   */
  default BsonDocument later(final CompletionStage<BsonDocument> reply) {
    return reply.toCompletableFuture().join();
  }

  /** Says that what follows is the server's own again, up to the next {@link #briefly}. */
  default void rest() {}

  /** The documents of a stage of the server's own: the work that they make is not the client's. */
  default Stream<BsonDocument> own(final Stream<BsonDocument> source) {
    return source;
  }

  /** Ends the moment of {@link #briefly} at once: to be thrown by who finds that what follows is too much for it. */
  default Error moved() {
    throw new IllegalStateException("it has all the time that it needs");
  }
}
