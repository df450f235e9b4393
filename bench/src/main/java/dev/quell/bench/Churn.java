package dev.quell.bench;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Telemetry;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Question: is memory bounded by what is alive, whatever came and went (K8)?
 *
 * <p>Opens and ends sessions one after another, each of another owner with a UUID of its own, every tenth with a role of its own.
 * Expectation: not one session, owner or role stays; the heap in use is the same before and after, to a megabyte. The time
 * includes the SHA-256 of every owner's name. Refuted if the heap grows with the number of sessions.
 *
 * <p>{@code java -Xmx512m -cp bench/target/quell-bench.jar dev.quell.bench.Churn [sessions, 100000000 unless given]}
 */
public final class Churn {
  private static final int WARM_UP = 100_000;
  private static final long MOST_GROWTH = 1 << 20;
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SplittableRandom random = new SplittableRandom(9);
  private final KillCore core = KillCore.create();
  private long next;

  private Churn() {}

  public static void main(final String[] args) throws InterruptedException {
    new Churn().run(args.length > 0 ? Long.parseLong(args[0]) : 100_000_000);
  }

  private void run(final long sessions) throws InterruptedException {
    openAndEnd(WARM_UP);
    final long before = Heap.used();
    System.out.printf(Locale.ROOT, "heap in use before: %,d B%n", before);
    final long start = System.nanoTime();
    openAndEnd(sessions);
    final double seconds = (System.nanoTime() - start) / 1e9;
    final long after = Heap.used();
    System.out.printf(Locale.ROOT, "heap in use after:  %,d B (%+,d B)%n", after, after - before);
    System.out.printf(Locale.ROOT, "%,d sessions in %.1f s, %.0f ns each%n", sessions, seconds, seconds * 1e9 / sessions);
    final Telemetry telemetry = core.telemetry();
    Checks.equal("sessions at the end", 0, telemetry.sessions());
    Checks.equal("sessions opened", WARM_UP + sessions, telemetry.sessionsOpened());
    Checks.equal("sessions ended", WARM_UP + sessions, telemetry.sessionsEnded());
    Checks.that(after - before < MOST_GROWTH, "the heap has grown");
    core.close();
  }

  private void openAndEnd(final long sessions) {
    final long start = System.nanoTime();
    long report = start + REPORT_NANOS;
    for (long i = 0; i < sessions; i++) {
      final long number = next++;
      final Owner owner = Owner.of("user" + number, "shop", Role.of("role" + number / Keys.OWNERS_PER_ROLE, "shop"));
      final boolean ended =
          core.session(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), owner).end();
      Checks.that(ended, "the session had ended");
      if ((i & 0xFFF) == 0 && System.nanoTime() - report >= 0) {
        final double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "%4.0f s  %,d sessions, %,.0f a second%n", seconds, i, i / seconds);
        report += REPORT_NANOS;
      }
    }
  }
}
