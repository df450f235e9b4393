package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Uid;
import java.util.ArrayList;

/** An owner of {@link IndexedSync}, with its sessions in a list from which one is taken in constant time. */
final class SyncOwner {
  final Uid uid;
  Owner told; // guarded by the bin of the uid
  private final ArrayList<SyncSession> sessions = new ArrayList<>(); // guarded by this

  SyncOwner(final Owner told) {
    this.uid = told.uid();
    this.told = told;
  }

  synchronized void add(final SyncSession session) {
    session.place = sessions.size();
    sessions.add(session);
  }

  synchronized boolean removeAndIsEmpty(final SyncSession session) {
    final SyncSession last = sessions.remove(sessions.size() - 1);
    if (last != session) {
      last.place = session.place;
      sessions.set(session.place, last);
    }
    return sessions.isEmpty();
  }

  synchronized int kill() {
    for (final SyncSession session : sessions) {
      session.kill();
    }
    return sessions.size();
  }
}
