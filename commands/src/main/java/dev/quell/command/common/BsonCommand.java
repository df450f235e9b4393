package dev.quell.command.common;

import dev.quell.command.Caller;
import dev.quell.command.QueryLanguage;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.bson.BsonDocument;

/** One command. Thread-safe: many run it at once. */
public interface BsonCommand {
  /** The names that clients may write, the first of them the one for logs. */
  Set<String> names();

  /**
   * Whether whoever runs the commands tells the audit of each refusal by 13, so that the command itself only tells of
   * what it has carried out.
   */
  default boolean auditsRefusals() {
    return false;
  }

  /**
   * Does it. Authorises first, and reads no more of the command for that than it needs.
   *
   * @param caller who asks; where authentication is on, somebody who has logged in: others are refused before
   * @param db the database that the command is sent to
   * @param command the whole document, its first field one of {@link #names}; perhaps a {@link
   *     org.bson.RawBsonDocument} straight from the wire, so that a field may occur twice, and reading it may throw
   *     what reading damaged bytes throws
   * @return the reply, a document of the caller's own; {@code ok: 1} is added if it has no {@code ok}
   * @throws dev.quell.QuellException if it is refused: becomes the error reply
   */
  BsonDocument run(Caller caller, String db, BsonDocument command);

  /**
   * {@link #run(Caller, String, BsonDocument)}, with what a filter in the command means.
   *
   * @param language the host's
   */
  default BsonDocument run(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    return run(caller, db, command);
  }

  /**
   * {@link #run(Caller, String, BsonDocument, QueryLanguage)} without waiting for other servers.
   *
   * @return the reply, or the refusal as the error of the stage; a refusal may also be thrown at once
   */
  default CompletionStage<BsonDocument> runLater(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    return CompletableFuture.completedFuture(run(caller, db, command, language));
  }
}
