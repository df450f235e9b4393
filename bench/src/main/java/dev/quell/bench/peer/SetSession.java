package dev.quell.bench.peer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A session with a concurrent set of its runs, made when the first begins. Only that, and its end, are locked. */
final class SetSession extends ChainedSession<SetSession> {
  private volatile Set<Run> runs;

  SetSession(final long high, final long low) {
    super(high, low);
  }

  /** False if the session has ended. */
  boolean tryBegin(final Run run) {
    final Set<Run> all = runs != null ? runs : makeRuns();
    all.add(run);
    if (ended) {
      all.remove(run);
      return false;
    }
    return true;
  }

  private synchronized Set<Run> makeRuns() {
    if (runs == null) {
      runs = ConcurrentHashMap.newKeySet(1);
    }
    return runs;
  }

  void finish(final Run run) {
    runs.remove(run);
  }

  @Override
  void kill() {
    if (runs != null) {
      for (final Run run : runs) {
        run.kill();
      }
    }
  }

  @Override
  synchronized boolean markEnded() {
    final boolean now = !ended;
    ended = true;
    return now;
  }
}
