package dev.quell.bench.setup;

import dev.quell.bench.report.Line;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a program claims, its progress (to standard error, so that what is stored stays short) and its exit status. */
public final class Claims {
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String program;
  private final long started = System.nanoTime();
  private long nextProgress = started + PROGRESS_NANOS;
  private boolean held = true;

  public Claims(final String program) {
    this.program = program;
  }

  /** Prints which claim does not hold; the program goes on, for its other figures. */
  public void claim(final boolean holds, final String what) {
    if (!holds) {
      held = false;
      System.out.println(program + " failed: " + what);
    }
  }

  /** Says how far it is, every five seconds. */
  public void progress(final String what, final long done, final long of) {
    final long now = System.nanoTime();
    if (now - nextProgress >= 0) {
      nextProgress = now + PROGRESS_NANOS;
      System.err.printf(
          Locale.ROOT, "%5.0f s  %s: %,d of %,d (%.0f %%)%n", (now - started) / 1e9, what, done, of, 100.0 * done / of);
    }
  }

  /** Prints the verdict and ends the JVM if something did not hold. */
  public void finish() {
    final int status = verdict();
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Prints the verdict; answers the exit status. */
  public int verdict() {
    Line.of(program).with("held", held ? "yes" : "no").print();
    return held ? 0 : 1;
  }
}
