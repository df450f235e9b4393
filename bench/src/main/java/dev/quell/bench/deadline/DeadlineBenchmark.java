package dev.quell.bench.deadline;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: what does a deadline cost an operation that ends before it, and do two threads disturb each other?
 *
 * <p>Aim: begin + deadline + end at most 25 ns and 0 B for an object that is used again, at most 60 ns for a new one.
 * Two threads take as long as one. The deadlines are of ten seconds; {@code reusedShort} has 100 ms, which reads the
 * exact clock, and {@code newOperation} allocates the operation object. {@code reusedEarlierAndLater} files the object
 * again each time that the agent has visited it.
 *
 * <p>The rivals arm a timer and cancel it, without begin and end. They make something for each timer.
 *
 * <p>Refuted if {@code reused} takes more than 25 ns or allocates, {@code newOperation} takes more than 60 ns, or
 * either takes more with two threads than 1.2 times what it takes with one.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar DeadlineBenchmark -prof gc}
 */
public class DeadlineBenchmark extends Measured {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(100);

  /** The core, whose agent runs as users have it. */
  @State(Scope.Benchmark)
  public static class Server {
    KillCore core;

    @Setup
    public void open() {
      core = KillCore.create();
    }

    @TearDown
    public void close() {
      Checks.equal("running operations at the end", 0, core.operations().count());
      core.close();
    }
  }

  /** What a thread uses. */
  @State(Scope.Thread)
  public static class Connection {
    private Session session;
    private Operation operation;
    private int turn;

    @Setup
    public void open(final Server server) {
      session = server.core.startSession(Owner.of("user", "shop"));
      operation = server.core.operation();
    }

    Operation reused(final Duration deadline, final Blackhole between) {
      session.begin(operation).deadline(deadline);
      between.consume(operation);
      operation.close();
      return operation;
    }

    Operation fresh(final Blackhole between) {
      final Operation fresh = session.begin("find").deadline(LONG);
      between.consume(fresh);
      fresh.close();
      return fresh;
    }
  }

  @Benchmark
  public Operation withoutDeadline(final Connection connection, final Blackhole between) {
    connection.session.begin(connection.operation);
    between.consume(connection.operation);
    connection.operation.close();
    return connection.operation;
  }

  @Benchmark
  public Operation reused(final Connection connection, final Blackhole between) {
    return connection.reused(LONG, between);
  }

  @Benchmark
  public Operation reusedShort(final Connection connection, final Blackhole between) {
    return connection.reused(SHORT, between);
  }

  @Benchmark
  public Operation reusedEarlierAndLater(final Connection connection, final Blackhole between) {
    connection.turn++;
    return connection.reused((connection.turn & 1) == 0 ? LONG : SHORT, between);
  }

  @Benchmark
  public Operation newOperation(final Connection connection, final Blackhole between) {
    return connection.fresh(between);
  }

  @Benchmark
  @Threads(2)
  public Operation reusedTwoThreads(final Connection connection, final Blackhole between) {
    return connection.reused(LONG, between);
  }

  @Benchmark
  @Threads(2)
  public Operation newOperationTwoThreads(final Connection connection, final Blackhole between) {
    return connection.fresh(between);
  }

  // ---- rivals

  /** A rival, with as much pending as Quell has here: nothing but what is measured. */
  @State(Scope.Benchmark)
  public abstract static class Rival {
    private Timers timers;

    abstract String name();

    @Setup
    public void open() {
      timers = Timers.named(name(), task -> {
        final Thread thread = new Thread(task, name());
        thread.setDaemon(true);
        return thread;
      });
    }

    @TearDown
    public void close() {
      timers.close();
    }

    Object armAndDisarm() {
      final Object armed = timers.arm(LONG.toNanos(), Rival::never);
      timers.disarm(armed);
      return armed;
    }

    private static void never() {
      throw new IllegalStateException("it was cancelled");
    }
  }

  /** Netty's. */
  public static class HashedWheelTimer extends Rival {
    @Override
    String name() {
      return "hashedWheelTimer";
    }
  }

  /** The JDK's. */
  public static class ScheduledPool extends Rival {
    @Override
    String name() {
      return "scheduledPool";
    }
  }

  /** Agrona's. */
  public static class LockedAgronaWheel extends Rival {
    @Override
    String name() {
      return "lockedAgronaWheel";
    }
  }

  @Benchmark
  public Object hashedWheelTimer(final HashedWheelTimer rival) {
    return rival.armAndDisarm();
  }

  @Benchmark
  public Object scheduledPool(final ScheduledPool rival) {
    return rival.armAndDisarm();
  }

  @Benchmark
  public Object lockedAgronaWheel(final LockedAgronaWheel rival) {
    return rival.armAndDisarm();
  }

  @Benchmark
  @Threads(2)
  public Object hashedWheelTimerTwoThreads(final HashedWheelTimer rival) {
    return rival.armAndDisarm();
  }

  @Benchmark
  @Threads(2)
  public Object scheduledPoolTwoThreads(final ScheduledPool rival) {
    return rival.armAndDisarm();
  }

  @Benchmark
  @Threads(2)
  public Object lockedAgronaWheelTwoThreads(final LockedAgronaWheel rival) {
    return rival.armAndDisarm();
  }
}
