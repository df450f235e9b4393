package dev.quell.server.auth;

import java.util.Optional;

/**
 * A login under way: the SCRAM messages, and what MongoDB puts around them. Used by the commands of one connection, one
 * after the other.
 */
final class Conversation {
  private static final byte[] EMPTY = {};

  private final int id;
  private final ScramConversation scram;
  private final boolean skipEmptyExchange;
  private final long deadline;
  private final String who;
  private boolean proved;
  private boolean ended;

  /**
   * @param id repeated by the client
   * @param skipEmptyExchange whether the login is done with the proof, or the client sends an empty message after it
   * @param deadline by the nanosecond clock
   * @param db where the user is, for the log
   */
  Conversation(
      final int id, final ScramConversation scram, final boolean skipEmptyExchange, final long deadline,
      final String db) {
    this.id = id;
    this.scram = scram;
    this.skipEmptyExchange = skipEmptyExchange;
    this.deadline = deadline;
    this.who = scram.name() + '@' + db;
  }

  int id() {
    return id;
  }

  /** The name that the client has given, with its database; whoever it is. */
  String who() {
    return who;
  }

  boolean isLate(final long now) {
    return now - deadline > 0;
  }

  byte[] opening() {
    return scram.serverFirst();
  }

  /** The answer to the client's next message. */
  byte[] step(final byte[] payload) {
    if (!proved) {
      final byte[] answer = scram.finish(payload);
      proved = true;
      return answer;
    }
    if (payload.length > 0) {
      throw ScramMessage.malformed("expected an empty message after the proof");
    }
    ended = true;
    return EMPTY;
  }

  /** Whether nothing more is to come from the client. */
  boolean isDone() {
    return ended || proved && skipEmptyExchange;
  }

  /** Who has proved it; refuses a user that was dropped or has another password since. */
  User winner(final UserTable users) {
    final User claimed = scram.user().orElseThrow(ScramConversation::refused);
    final Optional<User> now = users.find(claimed.name());
    return now.filter(user -> proved && user.id().equals(claimed.id()) && user.credential() == claimed.credential())
        .orElseThrow(ScramConversation::refused);
  }
}
