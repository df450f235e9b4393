package dev.quell.bench.peer;

import dev.quell.Uid;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A session with a slot for one work: a begin is a compare-and-set, an end a store, a kill another compare-and-set.
 * Only works that run beside another one take the session's lock.
 */
final class SlotSession {
  /** What is in a slot: a work that runs, or the mark that one was killed. */
  static class Mark {}

  private static final VarHandle SLOT;
  private static final VarHandle ENDED;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(SlotSession.class, "slot", Mark.class);
      ENDED = MethodHandles.lookup().findVarHandle(SlotSession.class, "ended", boolean.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final long high;
  final long low;
  SlotOwner owner; // set before the session is in the map
  volatile SlotSession sameKey; // the next in the chain of the map's key
  int place; // in the array of the owner, which guards it
  private volatile Mark slot;
  private volatile SlotWork list; // written under this
  private volatile boolean ended;

  SlotSession(final long high, final long low) {
    this.high = high;
    this.low = low;
  }

  boolean hasId(final long otherHigh, final long otherLow) {
    return high == otherHigh && low == otherLow && !ended;
  }

  /** The owner's session with this UUID in the chain, or null. */
  static SlotSession find(final SlotSession head, final long high, final long low, final Uid uid) {
    SlotSession session = head;
    while (session != null && !(session.hasId(high, low) && session.owner.uid.equals(uid))) {
      session = session.sameKey;
    }
    return session;
  }

  /** False if it had ended. */
  boolean markEnded() {
    return ENDED.compareAndSet(this, false, true);
  }

  boolean isEnded() {
    return ended;
  }

  Mark slot() {
    return slot;
  }

  /** False if the session has ended. */
  boolean tryBegin(final SlotWork work) {
    work.session = this;
    work.listed = !SLOT.compareAndSet(this, null, work);
    if (work.listed) {
      enlist(work);
    }
    if (ended) {
      finish(work);
      return false;
    }
    return true;
  }

  /** No work but the one in it empties the slot, so that a store is enough. */
  void finish(final SlotWork work) {
    if (work.listed) {
      delist(work);
    } else {
      SLOT.setRelease(this, null);
    }
  }

  private synchronized void enlist(final SlotWork work) {
    work.killedInList = false;
    work.before = null;
    work.next = list;
    if (list != null) {
      list.before = work;
    }
    list = work;
  }

  private synchronized void delist(final SlotWork work) {
    if (work.next != null) {
      work.next.before = work.before;
    }
    if (work.before != null) {
      work.before.next = work.next;
    } else {
      list = work.next;
    }
  }

  /** Claims the work in this session's own slot: one that meanwhile runs elsewhere is not hit. */
  void kill() {
    final Mark seen = slot;
    if (seen instanceof SlotWork work && SLOT.compareAndSet(this, work, work.killed)) {
      work.wake();
    }
    if (list != null) {
      killListed();
    }
  }

  private synchronized void killListed() {
    for (SlotWork work = list; work != null; work = work.next) {
      work.killedInList = true;
      work.wake();
    }
  }
}
