package dev.quell.bench;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does a poll cost, alone and in a loop that does something?
 *
 * <p>Aim: {@code isKilled} and {@code check} at most 1.5 ns, as a volatile flag; between {@code workOnly} and {@code workAndIsKilled}
 * or {@code workAndCheck}, about 10 ns of arithmetic for each poll, no difference that can be told from noise.
 *
 * <p>Refuted if a poll alone takes more than 1.5 ns, or the confidence intervals of the loops do not overlap.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar PollBenchmark -prof gc}
 */
public class PollBenchmark extends Measured {
  private static final int ROUNDS = 1_000;

  /** A running operation, and the flag that people write by hand. */
  @State(Scope.Thread)
  public static class Running {
    KillCore core;
    Operation operation;
    volatile boolean flag;
    long value = 42;

    @Setup
    public void begin() {
      core = KillCore.create();
      operation = core.startSession(Owner.of("user", "shop")).begin(core.operation());
    }

    @TearDown
    public void check() {
      Checks.that(operation.isRunning() && !operation.isKilled(), "the operation does not run");
      Checks.that(!flag, "the flag is set");
      operation.close();
      core.close();
    }
  }

  @Benchmark
  public boolean isKilled(final Running running) {
    return running.operation.isKilled();
  }

  @Benchmark
  public void check(final Running running) {
    running.operation.check();
  }

  @Benchmark
  public boolean volatileFlag(final Running running) {
    return running.flag;
  }

  @Benchmark
  public boolean threadInterrupted() {
    return Thread.interrupted();
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workOnly(final Running running) {
    long value = running.value;
    for (int i = 0; i < ROUNDS; i++) {
      value = work(value);
    }
    return running.value = value;
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workAndIsKilled(final Running running) {
    final Operation operation = running.operation;
    long value = running.value;
    for (int i = 0; i < ROUNDS && !operation.isKilled(); i++) {
      value = work(value);
    }
    return running.value = value;
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workAndCheck(final Running running) {
    final Operation operation = running.operation;
    long value = running.value;
    for (int i = 0; i < ROUNDS; i++) {
      operation.check();
      value = work(value);
    }
    return running.value = value;
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workAndVolatileFlag(final Running running) {
    long value = running.value;
    for (int i = 0; i < ROUNDS && !running.flag; i++) {
      value = work(value);
    }
    return running.value = value;
  }

  /** About 10 ns: three rounds of MurmurHash3's finaliser, each step needing the one before. */
  private static long work(final long value) {
    return mix(mix(mix(value)));
  }

  private static long mix(final long value) {
    long z = value;
    z = (z ^ z >>> 33) * 0xff51afd7ed558ccdL;
    z = (z ^ z >>> 33) * 0xc4ceb9fe1a85ec53L;
    return z ^ z >>> 33;
  }
}
