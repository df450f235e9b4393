package dev.quell.bench.peer;

import dev.quell.Owner;
import java.util.ArrayList;

/** An owner of {@link IndexedSync}, with its sessions in a list from which one is taken in constant time. */
final class SyncOwner extends PeerOwner {
  private final ArrayList<ListSession> sessions = new ArrayList<>(); // guarded by this

  SyncOwner(final Owner told) {
    super(told);
  }

  synchronized void add(final ListSession session) {
    session.place = sessions.size();
    sessions.add(session);
  }

  synchronized boolean removeAndIsEmpty(final ListSession session) {
    final ListSession last = sessions.remove(sessions.size() - 1);
    if (last != session) {
      last.place = session.place;
      sessions.set(session.place, last);
    }
    return sessions.isEmpty();
  }

  synchronized int kill() {
    for (final ListSession session : sessions) {
      session.kill();
    }
    return sessions.size();
  }
}
