package dev.quell.bench.begin;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Measured;
import io.grpc.Context;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what does a poll cost, alone and in a loop that does something, and what do other flags cost there?
 *
 * <p>Aim: {@code isKilled} and {@code check} at most 1.5 ns; {@code workAndIsKilled} and {@code workAndCheck}, about 10
 * ns of arithmetic for each poll, at most 3 % more than {@code workOnly}.
 *
 * <p>The others: a volatile flag of one's own, {@code Thread.interrupted}, and the {@code Context} of gRPC, asked
 * directly by who has it at hand, and as {@code Context.current()}, as most code does. Expectation: alone the first two
 * are faster than Quell, which loads where its word is before it loads that; in the loop they are level; a context is
 * dearer there.
 *
 * <p>Refuted if an aim is missed.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar PollBenchmark -prof gc}
 */
public class PollBenchmark extends Measured {
  private static final int ROUNDS = 1_000;

  /** A running operation, the flag that people write by hand, and the context that gRPC gives a call. */
  @State(Scope.Thread)
  public static class Running {
    KillCore core;
    Operation operation;
    volatile boolean flag;
    Context.CancellableContext context;
    private Context before;
    long value = 42;

    @Setup
    public void begin() {
      core = KillCore.create();
      operation = core.startSession(Owner.of("user", "shop")).begin(core.operation());
      context = Context.ROOT.withCancellation();
      before = context.attach();
    }

    @TearDown
    public void check() {
      Checks.that(operation.isRunning() && !operation.isKilled(), "the operation does not run");
      Checks.that(!flag, "the flag is set");
      Checks.that(!Context.current().isCancelled(), "the context is cancelled");
      context.cancel(null); // the one that is attached is not the same object, but must hear of it
      Checks.that(Context.current().isCancelled(), "it is another context");
      context.detach(before);
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
  public boolean grpcContext(final Running running) {
    return running.context.isCancelled();
  }

  @Benchmark
  public boolean grpcCurrentContext() {
    return Context.current().isCancelled();
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

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workAndThreadInterrupted(final Running running) {
    long value = running.value;
    for (int i = 0; i < ROUNDS && !Thread.interrupted(); i++) {
      value = work(value);
    }
    return running.value = value;
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workAndGrpcContext(final Running running) {
    final Context context = running.context;
    long value = running.value;
    for (int i = 0; i < ROUNDS && !context.isCancelled(); i++) {
      value = work(value);
    }
    return running.value = value;
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public long workAndGrpcCurrentContext(final Running running) {
    long value = running.value;
    for (int i = 0; i < ROUNDS && !Context.current().isCancelled(); i++) {
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
