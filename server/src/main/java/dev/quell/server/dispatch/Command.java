package dev.quell.server.dispatch;

import java.util.Set;
import org.bson.BsonDocument;

/** One command of the wire protocol. Immutable or thread-safe: many connections run it at once. */
public interface Command {
  /** The names that clients may write; names differ in case only for the old ones, so both are listed. */
  Set<String> names();

  /**
   * The threads that run it. Asked when it has been received, of a body that nobody has checked for this command yet;
   * costs a look-up at most, and throws nothing.
   */
  default Lane lane(final CommandCall call) {
    return Lane.WORK;
  }

  /** Whether a caller must have logged in, where authentication is on. */
  default boolean needsLogin() {
    return true;
  }

  /** What it does with its own session. */
  default SessionUse sessionUse(final CommandCall call) {
    return SessionUse.ATTACH;
  }

  /**
   * Whether what comes behind it on its connection is to find what this has changed: who is logged in there, rights,
   * sessions, or what a kill has left. That begins only when this has ended. Asked when it has been received.
   */
  default boolean comesFirst(final CommandCall call) {
    final Lane lane = lane(call);
    return reachesOthers() || lane == Lane.ADMINISTRATION || lane == Lane.PASSWORD;
  }

  /** Whether it is to reach all that anybody has sent before it: a kill. What has arrived is begun before it runs. */
  default boolean reachesOthers() {
    return false;
  }

  /** What becomes of its fields, by the name that the client wrote. */
  default FieldRow fields(final String name) {
    return FieldTable.of(name);
  }

  /** Whether its body holds secrets and must not be shown by logs and listings. */
  default boolean secret() {
    return false;
  }

  /**
   * Decides whether the caller may do this, before the body is read further than that needs. Asked when the command has
   * been received, and again when it runs if the caller's rights have changed meanwhile.
   *
   * @throws dev.quell.command.CommandException with 13 if not
   */
  void authorize(CommandCall call);

  /**
   * Makes ready what needs no thread of its own, when the operation has begun and before it waits; see {@link
   * CommandCall#prepare}. On the thread that has received it: costs a look-up and a look at the fields at most.
   *
   * @throws dev.quell.QuellException if it is refused already
   */
  default void received(final CommandCall call) {}

  /**
   * Does it.
   *
   * @return the reply; {@code ok: 1} is added if it has no {@code ok}
   * @throws dev.quell.QuellException if refused or killed: becomes the error reply
   */
  BsonDocument run(CommandCall call) throws Exception;
}
