package dev.quell.grpc;

import dev.quell.KillCause;
import dev.quell.OperationKilledException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What handlers throw. */
final class Failures {
  private Failures() {}

  /** Whether a failure comes of that kill: it or one of its causes says so. Causes may go round in a circle. */
  static boolean areOf(final KillCause kill, final Throwable failure) {
    final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      if (cause instanceof OperationKilledException killed && kill.equals(killed.killCause())) {
        return true;
      }
    }
    return false;
  }
}
