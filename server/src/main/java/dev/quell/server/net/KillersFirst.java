package dev.quell.server.net;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets who has asked for a kill hear of it before its victims do. Hundreds of replies to victims, and what their
 * clients do about them, would otherwise come in front of one. Held are messages, never threads. Thread-safe,
 * lock-free.
 *
 * <p>What is held waits for the newest kill alone, and only from the begin of its work to the end of its write to the
 * network; a kill whose reply waits for other servers holds nothing then. And no longer than a second: a kill may be
 * stuck, such as in a log that nobody reads.
 */
final class KillersFirst {
  private static final long MOST_MILLIS = 1_000;

  private final long mostMillis;
  private final AtomicReference<@Nullable Turn> newest = new AtomicReference<>();

  KillersFirst() {
    this(MOST_MILLIS);
  }

  /** One that holds what it holds for at most so long. */
  KillersFirst(final long mostMillis) {
    this.mostMillis = mostMillis;
  }

  /** That of one kill. */
  final class Turn {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean holds = new AtomicBoolean();

    private Turn() {}

    private void hold(final Runnable step) {
      over.thenRun(step);
      if (holds.compareAndSet(false, true)) { // most kills hold nothing, and need no timer
        over.completeOnTimeout(null, mostMillis, TimeUnit.MILLISECONDS);
      }
    }

    /** Lets go what is held, on this thread; does nothing the second time. */
    void end() {
      newest.compareAndSet(this, null); // before: nobody finds it who would hold on to its memory
      over.complete(null);
    }
  }

  /** A kill begins its work; whatever becomes of it, its turn is to be ended. */
  Turn begin() {
    final Turn turn = new Turn();
    newest.set(turn);
    return turn;
  }

  /**
   * Runs a step at once, or when the kill that is at work has been answered, on the thread that ends its turn; or, if
   * that takes too long, on a thread for timers.
   *
   * @param step must not block
   */
  void behind(final Runnable step) {
    final Turn turn = newest.get();
    if (turn == null) {
      step.run();
    } else {
      turn.hold(step);
    }
  }
}
