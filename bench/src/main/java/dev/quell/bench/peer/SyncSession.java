package dev.quell.bench.peer;

/** A session of {@link IndexedSync}. */
final class SyncSession extends Key {
  SyncOwner owner; // set before the session is in a map
  int place; // in the owner's list; guarded by the owner
  volatile SyncSession sameId; // the next session with this UUID; written under the bin of that UUID
  private volatile boolean ended; // written under this
  private SyncWork first; // guarded by this, as are the links between works

  SyncSession(final long high, final long low) {
    super(high, low);
  }

  boolean isEnded() {
    return ended;
  }

  synchronized boolean tryBegin(final SyncWork work) {
    if (ended) {
      return false;
    }
    work.session = this;
    work.before = null;
    work.next = first;
    if (first != null) {
      first.before = work;
    }
    if (work.killed) { // a volatile store only if need be
      work.killed = false;
    }
    first = work;
    return true;
  }

  synchronized void finish(final SyncWork work) {
    if (work.next != null) {
      work.next.before = work.before;
    }
    if (work.before != null) {
      work.before.next = work.next;
    } else {
      first = work.next;
    }
  }

  synchronized void kill() {
    for (SyncWork work = first; work != null; work = work.next) {
      work.killed = true;
    }
  }

  /** False if it had ended. */
  synchronized boolean markEnded() {
    final boolean now = !ended;
    ended = true;
    return now;
  }
}
