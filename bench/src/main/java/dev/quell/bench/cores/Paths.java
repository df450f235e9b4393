package dev.quell.bench.cores;

import dev.quell.Cursor;
import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationRef;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import java.time.Duration;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What a thread does in a session of its own, path by path: {@link OneThreadBenchmark} lets one thread do it, {@link
 * OneEachBenchmark} two at once.
 */
public abstract class Paths extends Measured {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final int STEPS = 64;
  private static final String WORK = "cores";
  /** Owners between those of two threads: records that lie next to each other in memory share lines. */
  private static final int APART = 64;
  private static final Role EVERYBODY = Role.of("everybody", "cores");

  /**
   * What a server without logins has: an owner with many sessions; and what each server has: a role that many owners
   * hold. With few, each word of theirs is shared by all threads.
   */
  @State(Scope.Benchmark)
  public static class Regulars {
    private static final int MANY = 1_200;
    private final Owner owner = Owner.of("regulars", "cores");

    @Setup
    public void open(final Population population) {
      for (int i = 0; i < MANY; i++) {
        population.add(owner);
        population.add(Owner.of("regular" + i, "cores", EVERYBODY));
      }
    }
  }

  /** What a thread uses: a session, an owner and an operation object of its own. */
  @State(Scope.Thread)
  public static class Worker {
    private KillCore core;
    private long random; // in here, because the state of a generator would lie next to anything
    private Owner owner;
    private Owner[] strangers;
    private int stranger;
    private Session session;
    private Operation operation;
    private Operation sessionless;
    private Operation labelled;
    private Labels labels;
    private Labels otherLabels;
    private int turn;
    private Consumer<KillCause> callback;
    private AutoCloseable resource;
    private KillRequest own;
    private long sum;

    @Setup
    public void choose(final Population population, final ThreadParams thread) {
      final int number = thread.getThreadIndex();
      core = population.core;
      random = number;
      owner = Owner.of("worker" + number, "cores");
      strangers = new Owner[1 << 10];
      for (int i = 0; i < strangers.length; i++) {
        strangers[i] = Owner.of("stranger" + number + "-" + i, "cores", EVERYBODY);
      }
      session = population.add(owner);
      for (int i = 0; i < APART; i++) {
        population.add(Owner.of("between" + number + "-" + i, "cores"));
      }
      operation = core.operation();
      sessionless = core.operation();
      labels = Labels.of("worker", Integer.toString(number));
      otherLabels = Labels.of("other", Integer.toString(number));
      labelled = core.operation();
      labelled.labels(labels);
      callback = cause -> sum++;
      resource = () -> {};
      own = KillRequest.of(KillPattern.owner(owner.uid()));
    }

    Session open(final Owner by) {
      return core.session(Keys.version4(next()), Keys.variant2(next()), by);
    }

    /** SplitMix64, after G. Steele, D. Lea and C. Flood, OOPSLA 2014. */
    private long next() {
      random += 0x9E37_79B9_7F4A_7C15L;
      final long mixed = (random ^ random >>> 30) * 0xBF58_476D_1CE4_E5B9L;
      final long again = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
      return again ^ again >>> 31;
    }

    Owner nextStranger() {
      stranger = stranger + 1 & strangers.length - 1;
      return strangers[stranger];
    }
  }

  /** A cursor, and the operation that pins it. */
  @State(Scope.Thread)
  public static class Pinner {
    private Operation operation;
    private Cursor<AutoCloseable> cursor;

    @Setup(Level.Iteration)
    public void open(final Worker worker) {
      operation = worker.session.begin(WORK);
      cursor = operation.openCursor(worker.resource);
    }

    @TearDown(Level.Iteration)
    public void close() {
      cursor.close();
      operation.close();
    }
  }

  @Benchmark
  public long arithmetic(final Worker worker) {
    long sum = worker.sum;
    for (int i = 0; i < STEPS; i++) {
      sum = sum * 31 + i;
    }
    worker.sum = sum;
    return sum;
  }

  @Benchmark
  public Operation begin(final Worker worker, final Blackhole between) {
    worker.session.begin(worker.operation);
    between.consume(worker.operation);
    worker.operation.close();
    return worker.operation;
  }

  @Benchmark
  public Operation beginNew(final Worker worker, final Blackhole between) {
    final Operation operation = worker.session.begin(WORK);
    between.consume(operation);
    operation.close();
    return operation;
  }

  @Benchmark
  public Operation beginWithDeadline(final Worker worker, final Blackhole between) {
    worker.session.begin(worker.operation);
    worker.operation.deadline(LONG);
    between.consume(worker.operation);
    worker.operation.close();
    return worker.operation;
  }

  @Benchmark
  public Operation beginSessionless(final Worker worker, final Blackhole between) {
    worker.core.begin(worker.sessionless, WORK);
    between.consume(worker.sessionless);
    worker.sessionless.close();
    return worker.sessionless;
  }

  @Benchmark
  public boolean open(final Worker worker) {
    return worker.open(worker.owner).end();
  }

  @Benchmark
  public boolean openOfOneOwner(final Worker worker, final Regulars regulars) {
    return worker.open(regulars.owner).end();
  }

  @Benchmark
  public boolean openFirstOfAnOwner(final Worker worker, final Regulars regulars) {
    return worker.open(worker.nextStranger()).end();
  }

  @Benchmark
  public Cursor<AutoCloseable> openCursor(final Worker worker) {
    final Cursor<AutoCloseable> cursor = worker.session.openCursor(worker.resource);
    cursor.close();
    return cursor;
  }

  @Benchmark
  public Cursor<AutoCloseable> pin(final Pinner pinner, final Blackhole between) {
    pinner.cursor.pin(pinner.operation);
    between.consume(pinner.cursor);
    pinner.cursor.unpin();
    return pinner.cursor;
  }

  @Benchmark
  public Operation child(final Worker worker, final Blackhole between) {
    worker.session.begin(worker.operation);
    final Operation child = worker.operation.child(WORK);
    between.consume(child);
    child.close();
    worker.operation.close();
    return child;
  }

  @Benchmark
  public Operation beginLabelled(final Worker worker, final Blackhole between) {
    worker.session.begin(worker.labelled);
    between.consume(worker.labelled);
    worker.labelled.close();
    return worker.labelled;
  }

  @Benchmark
  public Session relabel(final Worker worker) {
    worker.turn ^= 1;
    worker.session.relabel(worker.turn == 0 ? worker.labels : worker.otherLabels);
    return worker.session;
  }

  @Benchmark
  public OperationRef ref(final Worker worker) {
    worker.session.begin(worker.operation);
    final OperationRef ref = worker.operation.ref();
    worker.operation.close();
    return ref;
  }

  @Benchmark
  public Operation onKill(final Worker worker) {
    worker.session.begin(worker.operation);
    worker.operation.onKill(worker.callback);
    worker.core.kill(worker.own);
    worker.operation.close();
    return worker.operation;
  }

  @Benchmark
  public boolean killIdle(final Worker worker) {
    return worker.core.kill(worker.own).sessionsMatched() == 1;
  }

  @Benchmark
  public KillReport killOne(final Worker worker) {
    worker.session.begin(worker.operation);
    final KillReport report = worker.core.kill(worker.own);
    worker.operation.close();
    return report;
  }
}
