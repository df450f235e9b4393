package dev.quell.bench.peer;

import java.util.concurrent.locks.LockSupport;

/** The flag that a kill raises, and the thread that waits for it. */
abstract class Killable {
  private volatile boolean killed;
  private volatile Thread waiter;

  final void revive() {
    if (killed) { // a volatile store only if need be
      killed = false;
    }
  }

  final boolean isKilled() {
    return killed;
  }

  final void kill() {
    killed = true;
    LockSupport.unpark(waiter); // nobody, mostly
  }

  final void awaitKill() throws InterruptedException {
    waiter = Thread.currentThread();
    try {
      while (!killed) {
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
