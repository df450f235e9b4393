package dev.quell.internal.live;

import dev.quell.KillCause;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Interrupts a thread while it is inside a blocking call, and never after.
 *
 * <p>Thread.interrupt() cannot be made conditional, so the thread that leaves must wait if the killer has decided to interrupt
 * and has not done so yet: a few instructions on the killer's side. This is one of the explicit waits, and the only place
 * where one thread waits for another's step.
 */
final class Interruption implements WaitList.Waiter {
  // States: ARMED -> LEFT (the call is over first) | INTERRUPTING -> INTERRUPTED. The compare-and-set from ARMED decides.
  private static final int ARMED = 0;
  private static final int LEFT = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;

  private final Thread thread = Thread.currentThread();
  private final AtomicInteger state = new AtomicInteger(ARMED);

  @Override
  public void killed(final KillCause cause) {
    if (state.compareAndSet(ARMED, INTERRUPTING)) {
      try {
        thread.interrupt();
      } finally {
        state.set(INTERRUPTED);
      }
    }
  }

  /**
   * The call is over. If the kill has interrupted the thread, the interrupt is taken back, unless the call was nested in another
   * one that is still to be interrupted; true then.
   */
  boolean leave(final boolean nested) {
    if (state.compareAndSet(ARMED, LEFT)) {
      return false;
    }
    for (int spins = 0; state.get() == INTERRUPTING; spins++) {
      if (spins < 100) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1_000L);
      }
    }
    if (!nested) {
      Thread.interrupted();
    }
    return true;
  }
}
