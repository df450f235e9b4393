package dev.quell.bench.peer;

import java.util.concurrent.locks.LockSupport;

/** A work of {@link Jctools}. Its session's slot says whether it runs and whether it was killed. */
final class SlotWork extends SlotSession.Mark {
  final SlotSession.Mark killed = new SlotSession.Mark();
  SlotSession session;

  /** Whether it runs in the list of a session whose slot was taken. The rest is guarded by the session. */
  boolean listed;

  volatile boolean killedInList;
  SlotWork next;
  SlotWork before;
  private volatile Thread waiter;

  boolean isKilled() {
    return listed ? killedInList : session.slot() == killed;
  }

  void wake() {
    LockSupport.unpark(waiter); // nobody, mostly
  }

  void awaitKill() throws InterruptedException {
    waiter = Thread.currentThread();
    try {
      while (!isKilled()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.park(this);
      }
    } finally {
      waiter = null;
    }
  }
}
