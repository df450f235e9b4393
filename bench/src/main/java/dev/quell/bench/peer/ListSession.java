package dev.quell.bench.peer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A session with its works in a list, so that a run allocates nothing. Guarded by a lock that the callers hold. */
class ListSession extends ChainedSession<ListSession> {
  private static final VarHandle FIRST;

  static {
    try {
      FIRST = MethodHandles.lookup().findVarHandle(ListSession.class, "first", Work.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  int place; // in the array of a SyncOwner, which guards it
  private Work first;

  ListSession(final long high, final long low) {
    super(high, low);
  }

  /** False if the session has ended. */
  boolean tryBegin(final Work work) {
    if (ended) {
      return false;
    }
    work.session = this;
    work.before = null;
    work.next = first;
    if (first != null) {
      first.before = work;
    }
    work.revive();
    FIRST.setOpaque(this, work); // opaque: the lock publishes the work, isBusy follows nothing
    return true;
  }

  void finish(final Work work) {
    if (work.next != null) {
      work.next.before = work.before;
    }
    if (work.before != null) {
      work.before.next = work.next;
    } else {
      FIRST.setOpaque(this, work.next); // opaque: as in tryBegin
    }
  }

  /** Without the lock: true if the begin of a work happened before the call, and it has not ended. */
  final boolean isBusy() {
    return FIRST.getOpaque(this) != null; // opaque: only whether; who goes on takes the lock
  }

  @Override
  void kill() {
    for (Work work = first; work != null; work = work.next) {
      work.kill();
    }
  }

  @Override
  boolean markEnded() {
    final boolean now = !ended;
    ended = true;
    return now;
  }
}
