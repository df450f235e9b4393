package dev.quell.internal.waits;

import org.jspecify.annotations.Nullable;

/** Interrupts the thread that makes it while that is inside a blocking call, and never after. Calls may nest. */
public final class BlockingCall extends Interruption {
  /** The innermost blocking call of a thread, of any operation: a thread has one interrupt flag. */
  private static final ThreadLocal<@Nullable BlockingCall> INNERMOST = new ThreadLocal<>();

  private final @Nullable BlockingCall outer = INNERMOST.get();
  /** Whether the thread was interrupted before the call, by somebody other than a kill. */
  private final boolean cameInterrupted = Thread.currentThread().isInterrupted() && !anyKillCame();

  /** The current thread enters a blocking call. The same thread must {@link #leave} it. */
  public BlockingCall() {
    super(Thread.currentThread());
    INNERMOST.set(this);
  }

  /**
   * The call is over. Clears the interrupt of the kill, unless another kill has interrupted the thread too, or the
   * thread came with an interrupt of the host.
   *
   * @return whether the kill had interrupted the thread
   */
  public boolean leave() {
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
    if (!disarm()) {
      return false;
    }
    clearInterrupt();
    if (cameInterrupted) {
      Thread.currentThread().interrupt(); // the call may have consumed it, but its caller has not heard of it
    }
    return true;
  }

  /** Takes an interrupt back from this thread, unless another kill has interrupted it too. */
  public static void clearInterrupt() {
    Thread.interrupted();
    if (anyKillCame()) {
      Thread.currentThread().interrupt(); // IN-I3: two interrupts set one flag, and both were cleared
    }
  }

  /** Whether the interrupt of a kill that is still in force came to this thread, or is about to. */
  private static boolean anyKillCame() {
    for (BlockingCall call = INNERMOST.get(); call != null; call = call.outer) {
      if (call.hasInterrupted()) {
        return true;
      }
    }
    return OwnInterrupts.anyCame();
  }
}
