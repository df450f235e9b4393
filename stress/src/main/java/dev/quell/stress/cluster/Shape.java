package dev.quell.stress.cluster;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a kill asks for, as the checker understands it.
 *
 * @param kind how it chooses
 * @param owner for those that choose by owner; for {@link Kind#ROLE} the life whose role it is
 * @param other the second owner of {@link Kind#USERS}, else empty
 * @param session for those that choose by session or label
 * @param hits what of the chosen sessions
 */
record Shape(Kind kind, String owner, String other, int session, Hits hits) {

  /** How a kill chooses sessions. */
  enum Kind {
    OWNER, USERS, SESSION, LABEL, ROLE, EVERYTHING
  }

  /** What it kills in them. */
  enum Hits {
    BOTH, OPERATIONS, CURSORS
  }

  static Shape role(final Life of) {
    return new Shape(Kind.ROLE, of.toString(), "", 0, Hits.BOTH);
  }

  static Shape parse(final String text) {
    final String[] parts = text.split(":", -1);
    return new Shape(
        Kind.valueOf(parts[0]), parts[1], parts[2], Integer.parseInt(parts[3]), Hits.valueOf(parts[4]));
  }

  KillRequest request(final String reason) {
    final KillRequest request = KillRequest.of(pattern()).reason(reason);
    return switch (hits) {
      case BOTH -> request;
      case OPERATIONS -> request.operationsOnly();
      case CURSORS -> request.cursorsOnly();
    };
  }

  private KillPattern pattern() {
    return switch (kind) {
      case OWNER -> KillPattern.owner(Owners.of(owner).uid());
      case USERS -> KillPattern.users(
          Stream.of(owner, other).map(name -> Owners.of(name).name().orElseThrow()).toList());
      case SESSION -> KillPattern.session(Owners.session(session), Owners.of(owner).uid());
      case LABEL -> KillPattern.label(Owners.LABEL, Owners.label(session));
      case ROLE -> KillPattern.roles(Owners.role(Life.parse(owner)));
      case EVERYTHING -> KillPattern.all();
    };
  }

  /** Whether it is for this thing; by role, whether it may be, as far as the owner never has another's role. */
  boolean matches(final Thing thing) {
    if (hits == (thing.isCursor() ? Hits.OPERATIONS : Hits.CURSORS)) {
      return false;
    }
    return switch (kind) {
      case OWNER -> thing.owner().equals(owner);
      case USERS -> thing.owner().equals(owner) || thing.owner().equals(other);
      case SESSION -> thing.owner().equals(owner) && thing.session() == session;
      case LABEL -> thing.session() == session;
      case ROLE -> thing.owner().startsWith("r." + owner + ".");
      case EVERYTHING -> true;
    };
  }

  boolean isByRole() {
    return kind == Kind.ROLE;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s:%s:%s:%d:%s", kind, owner, other, session, hits);
  }
}
