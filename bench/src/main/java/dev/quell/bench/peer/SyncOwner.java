package dev.quell.bench.peer;

import dev.quell.Owner;
import java.util.Arrays;

/** An owner of {@link IndexedSync}, with its sessions in an array from which one is taken in constant time. */
final class SyncOwner extends PeerOwner {
  private static final int INITIAL_CAPACITY = 4;

  private SyncSession[] sessions = new SyncSession[INITIAL_CAPACITY]; // guarded by this, as is the next
  private int size;

  SyncOwner(final Owner told) {
    super(told);
  }

  synchronized void add(final ListSession session) {
    if (size == sessions.length) {
      sessions = Arrays.copyOf(sessions, size + (size >> 1));
    }
    session.place = size;
    sessions[size++] = (SyncSession) session;
  }

  synchronized boolean removeAndIsEmpty(final ListSession session) {
    final SyncSession last = sessions[--size];
    last.place = session.place;
    sessions[session.place] = last; // itself, if it is the last
    sessions[size] = null;
    return size == 0;
  }

  synchronized int kill() {
    for (int i = 0; i < size; i++) {
      sessions[i].kill();
    }
    return size;
  }
}
