package dev.quell.stress.cluster;

import dev.quell.Owner;
import dev.quell.Role;
import java.util.UUID;

/**
 * The owners that all members share, by short names. {@code u3} never changes. {@code r.a.1.0} is one whose roles life
 * {@code a.1} alone changes, and against whose role it alone kills, so that all know which roles it has at each kill.
 */
final class Owners {
  /** Killed often. */
  static final int HOT = 4;
  /** All of these; the others are killed seldom, so that some of their work grows old. */
  static final int USERS = 24;
  /** Of each life. */
  static final int CHANGING = 2;
  static final int SESSIONS = 4;
  static final String LABEL = "app";

  private Owners() {}

  static String user(final int index) {
    return "u" + index;
  }

  static String changing(final Life by, final int index) {
    return "r." + by + "." + index;
  }

  static boolean isChanging(final String owner) {
    return owner.startsWith("r.");
  }

  static Owner of(final String owner) {
    return Owner.of(owner, "soak");
  }

  /** The owner for sessions that leave its roles as they are. */
  static Owner keepingRoles(final String owner) {
    return Owner.ofUid(of(owner).uid());
  }

  static Role role(final Life of) {
    return Role.of("role." + of, "soak");
  }

  static UUID session(final int index) {
    return new UUID(77, index);
  }

  /** The label of all sessions with this number. */
  static String label(final int session) {
    return "app" + session;
  }
}
