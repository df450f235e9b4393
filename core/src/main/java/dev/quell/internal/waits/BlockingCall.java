package dev.quell.internal.waits;

import org.jspecify.annotations.Nullable;

/** Interrupts the thread that makes it while that is inside a blocking call, and never after. Calls may nest. */
public final class BlockingCall extends Interruption {
  /** The innermost blocking call of a thread, of any operation: a thread has one interrupt flag. */
  private static final ThreadLocal<@Nullable BlockingCall> INNERMOST = new ThreadLocal<>();

  private final @Nullable BlockingCall outer = INNERMOST.get();

  /** The current thread enters a blocking call. The same thread must {@link #leave} it. */
  public BlockingCall() {
    super(Thread.currentThread());
    INNERMOST.set(this);
  }

  /**
   * The call is over. Clears the interrupt of the kill, unless an outer call was interrupted too.
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
    return true;
  }

  /** Takes an interrupt back from this thread, unless a blocking call that it is in was interrupted too. */
  public static void clearInterrupt() {
    Thread.interrupted();
    for (BlockingCall call = INNERMOST.get(); call != null; call = call.outer) {
      if (call.hasInterrupted()) {
        Thread.currentThread().interrupt(); // two interrupts set one flag: that call's was cleared too
        return;
      }
    }
  }
}
