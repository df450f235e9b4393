package dev.quell.server.dispatch;

import dev.quell.Session;
import dev.quell.command.Caller;
import dev.quell.command.SessionCommands;
import java.util.Optional;
import org.bson.BsonDocument;

/** The generic argument {@code lsid} of a command. Thread-safe. */
public interface Sessions {
  /**
   * The session that it names, opened if it is not there; empty without one.
   *
   * @throws dev.quell.QuellException if it is bad, or there are too many sessions
   */
  Optional<Session> session(Caller caller, BsonDocument command);

  /**
   * Checks it and leaves the session alone.
   *
   * @throws dev.quell.QuellException if it is bad
   */
  void validate(Caller caller, BsonDocument command);

  /** As the session commands do it. */
  static Sessions of(final SessionCommands commands) {
    return new Sessions() {
      @Override
      public Optional<Session> session(final Caller caller, final BsonDocument command) {
        return commands.session(caller, command);
      }

      @Override
      public void validate(final Caller caller, final BsonDocument command) {
        commands.validateSession(caller, command);
      }
    };
  }
}
