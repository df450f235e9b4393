package dev.quell.bench.memory;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Telemetry;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import dev.quell.bench.setup.Keys;
import java.util.SplittableRandom;

/**
 * Question: is memory bounded by what is alive, whatever came and went (K8)?
 *
 * <p>Opens and ends sessions one after another, each of another owner with a UUID of its own, every tenth with a role
 * of its own. Expectation: not one session, owner or role stays; what is alive in the heap is the same before, at nine
 * points on the way, and after, to a megabyte. The time includes the SHA-256 of every owner's name. Refuted if the heap
 * grows with the number of sessions.
 *
 * <p>{@code java -XX:+UseSerialGC -Xmx512m -cp bench/target/quell-bench.jar dev.quell.bench.memory.Churn [sessions,
 * 100000000 unless given]}
 */
public final class Churn {
  private static final int WARM_UP = 1_000_000;
  private static final int PARTS = 10;
  private static final long MOST_GROWTH = 1 << 20;

  private final Claims claims = new Claims("churn");
  private final SplittableRandom random = new SplittableRandom(9);
  private final KillCore core = KillCore.create();
  private final long sessions;
  private long opened;

  private Churn(final long sessions) {
    Checks.that(sessions >= PARTS, "at least " + PARTS + " sessions are needed, not " + sessions);
    this.sessions = sessions;
  }

  public static void main(final String[] args) throws InterruptedException {
    new Churn(args.length > 0 ? Long.parseLong(args[0]) : 100_000_000).run();
  }

  private void run() throws InterruptedException {
    openAndEnd(WARM_UP);
    final long before = Heap.used();
    Line.of("churn").with("sessions", 0).with("heapBytes", before).print();
    long nanos = 0;
    for (int part = 1; part <= PARTS; part++) {
      final long start = System.nanoTime();
      openAndEnd(WARM_UP + sessions * part / PARTS - opened);
      nanos += System.nanoTime() - start;
      final long used = Heap.used();
      Line.of("churn")
          .with("sessions", opened - WARM_UP)
          .with("heapBytes", used)
          .with("grownBytes", used - before)
          .print();
      claims.claim(used - before < MOST_GROWTH, "the heap has grown by a megabyte or more");
    }
    Line.of("churn")
        .with("sessions", sessions)
        .with("owners", sessions)
        .with("seconds", nanos / 1e9, 1)
        .with("nanosEach", (double) nanos / sessions, 0)
        .print();
    final Telemetry telemetry = core.telemetry();
    claims.claim(telemetry.sessions() == 0, telemetry.sessions() + " sessions are left");
    claims.claim(telemetry.sessionsOpened() == opened, "opened, says the core: " + telemetry.sessionsOpened());
    claims.claim(telemetry.sessionsEnded() == opened, "ended, says the core: " + telemetry.sessionsEnded());
    core.close();
    claims.finish();
  }

  private void openAndEnd(final long more) {
    for (long i = 0; i < more; i++) {
      final long number = opened++;
      final Owner owner = Owner.of("user" + number, "shop", Role.of("role" + number / Keys.OWNERS_PER_ROLE, "shop"));
      final boolean ended =
          core.session(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), owner).end();
      Checks.that(ended, "the session had ended");
      if ((number & 0xFFFF) == 0) {
        claims.progress("sessions opened and ended", number, WARM_UP + sessions);
      }
    }
  }
}
