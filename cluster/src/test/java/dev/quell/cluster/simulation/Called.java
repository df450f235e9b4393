package dev.quell.cluster.simulation;

import dev.quell.KillRequest;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.MemberOutcome.State;
import dev.quell.cluster.protocol.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A kill or a change of roles, as the checker sees it. */
final class Called {
  static final long NOT_YET = Long.MAX_VALUE;

  final Life caller;
  final @Nullable KillRequest request; // null for a change of roles
  final @Nullable Meant meant;
  final Outcome local; // what it did on the own core
  final long timeout;
  final long calledAt; // true time
  final long called; // the number of the call
  /** When the protocol took it up: its age is counted from there. */
  long takenAt;
  long taken;
  /** The lives that the caller had heard by then, the latest of each name. */
  Map<String, MemberId> known = Map.of();
  @Nullable
  EntryId entry;
  long returned = NOT_YET; // the number of the return
  /** What the report says of each member so far. */
  final Map<String, State> report = new HashMap<>();
  long open; // how many it says nothing of yet

  Called(
      final Life caller,
      final @Nullable KillRequest request,
      final @Nullable Meant meant,
      final Outcome local,
      final long timeout) {
    this.caller = caller;
    this.request = request;
    this.meant = meant;
    this.local = local;
    this.timeout = timeout;
    this.calledAt = caller.world().now();
    this.called = caller.world().order();
  }

  void take(final EntryId id, final Map<String, MemberId> heard) {
    entry = id;
    takenAt = caller.world().now();
    taken = caller.world().order();
    known = Map.copyOf(heard);
  }

  boolean isKill() {
    return request != null;
  }

  @Override
  public String toString() {
    return (isKill() ? "kill " : "roles ") + entry + " called at " + calledAt / 1_000 + " us (" + called + ")";
  }

  /**
   * Whose operations are meant.
   *
   * @param owner the owner, or -1 for any
   * @param session the session, or -1 for any
   * @param byRole only of owners that hold the role
   * @param runningFor only those that have run for so long, in nanoseconds; 0 for any
   */
  record Meant(int owner, int session, boolean byRole, long runningFor) {
    /** What a core may be off when it says how long something has run: it looks at a clock that ticks. */
    static final long COARSE = 15 * World.MILLI;

    boolean matches(final Op op) {
      return (owner < 0 || op.owner == owner) && (session < 0 || op.session == session)
          && (!byRole || op.life.hasRole(op.owner));
    }

    /** Whether it must be hit by a kill that was called then. */
    boolean mustHit(final Op op, final long at) {
      final long least = runningFor == 0 ? 0 : runningFor + runningFor / 20 + COARSE + op.life.machine.stoodInAll;
      return matches(op) && op.beganAt <= at - least;
    }
  }
}
