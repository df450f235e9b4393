package dev.quell.internal.operation;

import dev.quell.KillCause;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread while it is inside a blocking call, and never after.
 *
 * <p>Thread.interrupt() cannot be made conditional. So if the killer has decided to interrupt, the leaving thread waits
 * until it has, for a few of the killer's instructions. Only here does one thread wait for another's step.
 */
final class Interruption implements WaitList.Waiter {
  /*
   * States        ARMED -> LEFT (the call is over first) | INTERRUPTING -> INTERRUPTED
   * Invariants    IN-I1  the state leaves ARMED once, by compare-and-set. The leaving thread waits while it is
   *                      INTERRUPTING, so the thread is interrupted before it has left, or not at all.
   * Edges         IN-E1  killed set(INTERRUPTED) -> leave get(): the interrupt is set and can be cleared
   * Tests         IN-I1, IN-E1  LabelStress.IN_I1_KillVsLeave,
   *                      OperationWaitsTest.shouldNotInterruptTheThreadAfterTheCall
   */

  private static final int ARMED = 0;
  private static final int LEFT = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;

  /** The innermost blocking call of a thread, of any operation: a thread has one interrupt flag. */
  private static final ThreadLocal<@Nullable Interruption> INNERMOST = new ThreadLocal<>();

  private final Thread thread = Thread.currentThread();
  private final AtomicInteger state = new AtomicInteger(ARMED);
  private final @Nullable Interruption outer = INNERMOST.get();
  @SuppressWarnings("NullAway.Init") // set before it is interrupted
  private KillCause cause; // IN-E1

  /** The current thread enters a blocking call. The same thread must {@link #leave} it. */
  Interruption() {
    INNERMOST.set(this);
  }

  @Override
  public void killed(final KillCause newCause) {
    if (state.compareAndSet(ARMED, INTERRUPTING)) { // IN-I1
      cause = newCause;
      try {
        thread.interrupt();
      } finally {
        state.set(INTERRUPTED); // IN-E1 release
      }
    }
  }

  /**
   * The call is over. Clears the interrupt of the kill, unless an outer call was interrupted too.
   *
   * @return whether the kill had interrupted the thread
   */
  boolean leave() {
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
    if (state.compareAndSet(ARMED, LEFT)) { // IN-I1
      return false;
    }
    for (int spins = 0; state.get() == INTERRUPTING; spins++) { // IN-E1 acquire
      if (spins < 100) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1_000L);
      }
    }
    Thread.interrupted();
    if (outer != null && outer.hasInterrupted()) {
      thread.interrupt(); // two interrupts set one flag: the outer call's was cleared too
    }
    return true;
  }

  /** Why the thread was interrupted. For the thread that left, if {@link #leave} said so. */
  KillCause cause() {
    return cause;
  }

  private boolean hasInterrupted() {
    // atomic: a killer that decides later interrupts the thread itself
    return state.get() >= INTERRUPTING || outer != null && outer.hasInterrupted();
  }
}
