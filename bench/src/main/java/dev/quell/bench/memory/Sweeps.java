package dev.quell.bench.memory;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.Agent;

/**
 * Question: what does a sweep for idle sessions and cursors cost, when none has expired?
 *
 * <p>The agent goes through all of them in slices, at most once a minute, and looks at when each was used last. Here it
 * has nothing else to do, and turns without a pause. The time of a turn without a sweep is subtracted.
 *
 * <p>{@code java -Xmx4g -cp bench/target/quell-bench.jar dev.quell.bench.memory.Sweeps [sessions, 10000000 unless given
 * [cursors, 1000000 unless given]]}
 */
public final class Sweeps {
  private static final int PASSES = 5;
  private static final int IDLE_TURNS = 100_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  private final AtomicLong nanos = new AtomicLong();
  private final KillCore core;
  private final Agent agent;

  private Sweeps(final int sessions) {
    core =
        KillCore.builder()
            .maxSessions(sessions + 1)
            .nanoClock(nanos::get)
            .hostRunsAgent()
            .sessionTimeout(TIMEOUT)
            .cursorTimeout(TIMEOUT)
            .build();
    agent = core.agent();
  }

  public static void main(final String[] args) throws Exception {
    final int sessions = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    final int cursors = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    new Sweeps(sessions).run(sessions, 0);
    new Sweeps(1).run(0, cursors);
  }

  private void run(final int sessions, final int cursors) throws Exception {
    nanos.set(TIMEOUT.toNanos());
    agent.doWork();
    final Owner owner = Owner.of("user", "shop");
    for (int i = 0; i < sessions; i++) {
      core.session(1, i, owner);
    }
    for (int i = 0; i < cursors; i++) {
      core.openCursor(() -> {});
    }
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      nanos.addAndGet(Duration.ofMinutes(4).toNanos()); // the next pass is due, and nothing has expired
      final double sweeping = nanosOfTurns(IDLE_TURNS); // more turns than a pass needs
      best = Math.min(best, sweeping - nanosOfTurns(IDLE_TURNS));
    }
    Checks.equal("sessions", sessions, core.telemetry().sessions());
    Line.of("sweep")
        .with("of", sessions > 0 ? "sessions" : "cursors")
        .with("count", Math.max(sessions, cursors))
        .with("millis", best / 1e6, 1)
        .with("nanosEach", best / Math.max(sessions, cursors), 2)
        .print();
    core.close();
  }

  private long nanosOfTurns(final int turns) throws Exception {
    final long start = System.nanoTime();
    for (int i = 0; i < turns; i++) {
      agent.doWork();
    }
    return System.nanoTime() - start;
  }
}
