package dev.quell.internal.operation;

import dev.quell.KillCause;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread while it is inside a blocking call, and never after.
 *
 * <p>Thread.interrupt() cannot be made conditional, so the thread that leaves must wait if the killer has decided to
 * interrupt and has not done so yet: a few instructions on the killer's side. This is one of the explicit waits, and
 * the only place where one thread waits for another's step.
 */
final class Interruption implements WaitList.Waiter {
  /*
   * States        ARMED -> LEFT (the call is over first) | INTERRUPTING -> INTERRUPTED
   * Invariants    IN-I1  the state leaves ARMED once, by compare-and-set: who takes it to INTERRUPTING is waited for,
   *                      so the thread is interrupted before it has left, or not at all.
   * Edges         IN-E1  killed set(INTERRUPTED) -> leave get(): the interrupt is there and can be taken back
   * Tests         IN-I1, IN-E1  LabelStress.IN_I1_KillVsLeave,
   *                      OperationWaitsTest.shouldNotInterruptTheThreadAfterTheCall
   */

  private static final int ARMED = 0;
  private static final int LEFT = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;

  /** The innermost call that the thread is in, of whatever operation: a thread has but one interrupt flag. */
  private static final ThreadLocal<@Nullable Interruption> INNERMOST = new ThreadLocal<>();

  private final Thread thread = Thread.currentThread();
  private final AtomicInteger state = new AtomicInteger(ARMED);
  private final @Nullable Interruption outer = INNERMOST.get();

  /** The present thread enters a blocking call. Whoever makes this leaves it, on the same thread. */
  Interruption() {
    INNERMOST.set(this);
  }

  @Override
  public void killed(final KillCause cause) {
    if (state.compareAndSet(ARMED, INTERRUPTING)) { // IN-I1
      try {
        thread.interrupt();
      } finally {
        state.set(INTERRUPTED); // IN-E1 release
      }
    }
  }

  /**
   * The call is over. If the kill has interrupted the thread, the interrupt is taken back, unless it, or another one,
   * was meant for a call around this one too.
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
      thread.interrupt(); // what was taken back just now may have been the only one that came through
    }
    return true;
  }

  private boolean hasInterrupted() {
    // atomic: one that comes a moment later interrupts the thread itself
    return state.get() >= INTERRUPTING || outer != null && outer.hasInterrupted();
  }
}
