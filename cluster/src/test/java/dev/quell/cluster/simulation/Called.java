package dev.quell.cluster.simulation;

import dev.quell.KillRequest;
import dev.quell.cluster.protocol.EntryId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kill or a change of roles, as the checker sees it. */
final class Called {
  final Life caller;
  final @Nullable KillRequest request; // null for a change of roles
  final @Nullable Pattern pattern;
  final long calledAt; // true time
  final long called; // the number of the call
  final long timeout;
  /** Lives that the caller had heard by then. */
  final Set<Life> known;
  /** Lives whose goodbye the caller had heard by then. */
  final Set<Life> left;
  @Nullable
  EntryId entry;
  long returned = Long.MAX_VALUE; // the number of the return

  /** Whose operations are meant. */
  record Pattern(int owner, int session, boolean byRole) {
    boolean matches(final Op op) {
      return (owner < 0 || op.owner == owner) && (session < 0 || op.session == session);
    }
  }

  Called(
      final Life caller,
      final @Nullable KillRequest request,
      final @Nullable Pattern pattern,
      final long timeout,
      final Set<Life> known,
      final Set<Life> left) {
    this.caller = caller;
    this.request = request;
    this.pattern = pattern;
    this.calledAt = caller.world().now();
    this.called = caller.world().order();
    this.timeout = timeout;
    this.known = known;
    this.left = left;
  }

  boolean isKill() {
    return request != null;
  }

  @Override
  public String toString() {
    return (isKill() ? "kill " : "roles ") + entry + " called at " + calledAt / 1_000 + " us (" + called + ")";
  }
}
