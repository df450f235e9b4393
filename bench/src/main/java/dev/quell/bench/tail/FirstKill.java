package dev.quell.bench.tail;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Owner;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;

/**
 * Question: how much longer than its own report says does the first kill of a process take? Aim: 5 ms, with a Flight
 * Recorder recording and without. One figure for each process, so the plan starts several.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.tail.FirstKill [recording [anything: claim nothing
 * about times]]}
 */
public final class FirstKill {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private FirstKill() {}

  public static void main(final String[] args) {
    final boolean recording = args.length > 0;
    final boolean claimsTimes = args.length < 2;
    try (Recording recorder = recording ? new Recording() : null) {
      if (recorder != null) {
        recorder.start();
      }
      kill(recording, claimsTimes);
    }
  }

  private static void kill(final boolean recording, final boolean claimsTimes) {
    final Claims claims = new Claims("firstKill");
    try (KillCore core = KillCore.create()) {
      final Owner owner = Owner.of("ann", "shop");
      core.startSession(owner).begin("runs");
      final long called = System.nanoTime();
      final KillReport report = core.kill(KillPattern.owner(owner.uid()));
      final long taken = System.nanoTime() - called;
      Checks.equal("operations killed", 1, report.operationsKilled());
      Line.of("firstKill")
          .with("recording", recording ? "yes" : "no")
          .with("takenus", taken / 1e3, 0)
          .with("reportedus", report.duration().toNanos() / 1e3, 0)
          .with("beyondus", (taken - report.duration().toNanos()) / 1e3, 0)
          .print();
      claims.claim(
          !claimsTimes || taken - report.duration().toNanos() <= MOST_NANOS,
          "it took more than 5 ms longer than its report says");
    }
    claims.finish();
  }
}
