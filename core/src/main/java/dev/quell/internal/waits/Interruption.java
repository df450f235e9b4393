package dev.quell.internal.waits;

import dev.quell.KillCause;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The interrupt that a kill sends to one thread: once, and never after it was disarmed.
 *
 * <p>Thread.interrupt() cannot be made conditional. So if the killer has decided to interrupt, the thread that disarms
 * waits until it has. As a rule that takes a few instructions, but an interrupt that closes the channel in which the
 * thread blocks takes as long as that. Only here does one thread wait for another's step.
 */
public class Interruption implements WaitList.Waiter {
  /*
   * States        ARMED -> LEFT (disarmed first) | INTERRUPTING -> INTERRUPTED -> LEFT
   * Invariants    IN-I1  the state leaves ARMED once, by compare-and-set. The disarming thread waits while it is
   *                      INTERRUPTING, so the thread is interrupted before that returns, or not at all.
   *               IN-I2  an interrupt is taken back at most once: by the step from INTERRUPTED to LEFT.
   *               IN-I3  a thread that takes an interrupt back sets its flag again if it is INTERRUPTED by another kill
   *                      too: of a call that it is in, or one that it asked for itself.
   * Edges         IN-E1  killed set(INTERRUPTED) -> consume get(): the interrupt is set and can be cleared
   * Tests         IN-I1, IN-E1  LabelStress.IN_I1_KillVsLeave, WorkerStress.IN_I1_KillVsClose,
   *                      WorkerStress.IN_I1_KillVsCloseOfRegistration,
   *                      OperationWaitsTest.shouldNotInterruptTheThreadAfterTheCall
   *               IN-I2  WorkerStress.IN_I2_KillVsTwoThatTakeBack
   *               IN-I3  WorkerStress.IN_I3_KillVsEndOfAnother,
   *                      InterruptOnKillTest.shouldKeepTheInterruptWhenAnotherOperationOfTheThreadLeavesItsCall,
   *                      InterruptOnKillTest.shouldKeepTheInterruptWhenAnotherOperationOfTheThreadEnds,
   *                      InterruptOnKillTest.shouldLeaveTheInterruptOfTheBlockingCallAround
   */

  private static final int ARMED = 0;
  private static final int LEFT = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;

  private final Thread thread;
  private final AtomicInteger state = new AtomicInteger(ARMED);
  @SuppressWarnings("NullAway.Init") // set before it is interrupted
  private KillCause cause; // IN-E1

  public Interruption(final Thread thread) {
    this.thread = thread;
  }

  @Override
  public final void killed(final KillCause newCause) {
    if (state.compareAndSet(ARMED, INTERRUPTING)) { // IN-I1
      cause = newCause;
      try {
        thread.interrupt();
      } finally {
        state.set(INTERRUPTED); // IN-E1 release
      }
    }
  }

  /** Sees to it that no interrupt comes after this. True if one came, and no other call has said so. */
  public final boolean disarm() {
    return !state.compareAndSet(ARMED, LEFT) && consume(); // IN-I1
  }

  /** True if the interrupt came, and no other call has said so; it stays armed if it did not. */
  public final boolean consume() {
    for (int spins = 0; state.get() == INTERRUPTING; spins++) { // IN-E1 acquire
      if (spins < 100) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1_000L);
      }
    }
    return state.compareAndSet(INTERRUPTED, LEFT); // IN-I2
  }

  /** Whether the interrupt came or is about to, and nobody has taken it back. */
  final boolean hasInterrupted() {
    return state.get() >= INTERRUPTING; // atomic: a killer that decides later interrupts the thread itself
  }

  /** Whether it was disarmed or taken back: it has no effect any more. */
  final boolean isOver() {
    return state.get() == LEFT; // atomic: it stays so
  }

  /** Why the thread was interrupted. For a thread that {@link #disarm} or {@link #consume} has told so. */
  public final KillCause cause() {
    return cause;
  }

  public final boolean isForThisThread() {
    return thread == Thread.currentThread();
  }
}
