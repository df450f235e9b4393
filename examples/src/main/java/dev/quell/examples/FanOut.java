package dev.quell.examples;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A report that asks a hundred shards at once, each on a virtual thread and with a child of the report's operation. A
 * kill of the report ends all of them, and so does a shard that fails. Before JDK 21 it runs on platform threads.
 */
public final class FanOut implements AutoCloseable {
  private static final int SHARDS = 100;

  private final KillCore core = KillCore.create();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final ExecutorService threads = threadForEachTask();

  /** On JDK 21 and later write {@code Executors.newVirtualThreadPerTaskExecutor()}; this is compiled for 17. */
  private static ExecutorService threadForEachTask() {
    try {
      return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (final ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  /** A report that takes for ever, and what became of it. */
  private final class Report {
    private final CountDownLatch begun = new CountDownLatch(SHARDS);
    private final CountDownLatch ended = new CountDownLatch(SHARDS);
    private final AtomicInteger partsKilled = new AtomicInteger();
    private final boolean fails;
    private final Session session;
    private final Future<Long> total;

    Report(final Owner owner, final String app, final boolean fails) {
      this.fails = fails;
      session = core.session(UUID.randomUUID(), owner);
      total = callers.submit(() -> add(core.operation().labels(Labels.of("app", app))));
    }

    /** Asks all shards at once, and adds up what they answer. */
    private long add(final Operation operation) throws ExecutionException, InterruptedException {
      long sum = 0;
      try (Operation op = session.begin(operation, "report")) {
        final List<Future<Long>> parts = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
          final String name = "shard " + shard;
          final boolean first = shard == 0;
          parts.add(threads.submit(() -> {
            try (Operation part = op.child(name)) { // begun by the task, ended by it, killed with the report
              return count(part, first);
            }
          }));
        }
        for (final Future<Long> part : parts) {
          try {
            sum += op.await(part);
          } catch (final ExecutionException | InterruptedException e) {
            op.check(); // a part that was killed fails, and so was the report
            op.kill(KillCode.INTERRUPTED, "a part failed", "report"); // or the others would run on
            throw e;
          }
        }
      }
      return sum;
    }

    /** Stands for the work of one shard: a kill ends the wait at once. */
    private long count(final Operation part, final boolean first) throws InterruptedException {
      begun.countDown();
      try {
        if (first && fails) {
          begun.await(); // all others run
          throw new IllegalStateException("a shard is down");
        }
        part.sleep(Duration.ofDays(1));
        return 1;
      } finally {
        if (part.isKilled()) {
          partsKilled.incrementAndGet();
        }
        ended.countDown();
      }
    }
  }

  private void kill(final String what, final KillPattern pattern) throws InterruptedException {
    final KillReport kill = core.kill(KillRequest.of(pattern).reason("too slow").by("dave"));
    final boolean stopped = kill.await(Duration.ofMinutes(1)); // the report and its parts
    System.out.println("kill " + what + ": " + kill.operationsKilled() + " operations, stopped: " + stopped);
  }

  @Override
  public void close() {
    core.close(); // kills what still runs
    threads.shutdown();
    callers.shutdown();
  }

  public static void main(final String[] args) throws InterruptedException {
    final Owner alice = Owner.of("alice", "shop", Role.of("clerk", "shop"));
    final Owner bob = Owner.of("bob", "shop", Role.of("auditor", "shop"));
    final Owner carol = Owner.of("carol", "shop", Role.of("clerk", "shop"));
    final Owner erin = Owner.of("erin", "shop", Role.of("clerk", "shop"));
    try (FanOut host = new FanOut()) {
      final Report ofAlice = host.new Report(alice, "web", false);
      final Report ofBob = host.new Report(bob, "web", false);
      final Report ofCarol = host.new Report(carol, "cron", false);
      for (final Report each : List.of(ofAlice, ofBob, ofCarol)) {
        each.begun.await(); // all its parts run
      }
      host.kill("owner alice", KillPattern.owner(alice.uid()));
      System.out.println("  alice sees " + seen(ofAlice));
      host.kill("role auditor", KillPattern.roles(Role.of("auditor", "shop")));
      System.out.println("  bob sees " + seen(ofBob));
      host.kill("app cron", KillPattern.label("app", "cron"));
      System.out.println("  carol sees " + seen(ofCarol));
      System.out.println("erin sees " + seen(host.new Report(erin, "web", true)));
    }
  }

  private static String seen(final Report report) throws InterruptedException {
    try {
      return "a total of " + report.total.get();
    } catch (final ExecutionException e) {
      report.ended.await();
      final Throwable why = e.getCause() instanceof ExecutionException part ? part.getCause() : e.getCause();
      return report.partsKilled + " parts killed, and " + (why == null ? e : why).getMessage();
    }
  }
}
