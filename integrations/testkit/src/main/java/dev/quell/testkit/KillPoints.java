package dev.quell.testkit;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.OperationKilledException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/**
 * Kills a piece of work at each of its polls, one run for each, and checks that it stops and leaves things as they
 * should be. A stress test kills at random; this kills everywhere.
 *
 * <pre>{@code
 * KillPoints.in(core)
 *     .holds("the connection is back in the pool", () -> pool.busy() == 0)
 *     .run(() -> orders.report(session));
 * }</pre>
 *
 * <p>The first run counts the points at which the work can learn of a kill: polls, waits, registrations and children of
 * all operations that begin in this core meanwhile. Each wait is two points, its begin and the moment at which it is
 * about to block. Then the work runs once for each point, and the operation is killed exactly there, with all its
 * parents and children. After each run the kit checks:
 *
 * <ul>
 *   <li>the work has ended, and so have its operations;
 *   <li>no operation has polled more than {@link #pollsAfterKill} times after it knew;
 *   <li>the kill reached the caller: the work threw an exception that is or is caused by
 *       {@link OperationKilledException}, unless {@link #throwing} or {@link #returning} says otherwise. Work that asks
 *       {@code isKilled} may also return;
 *   <li>all that {@link #holds} and {@link #check} say.
 * </ul>
 *
 * <p>The work should do the same in each run. With several threads, a point is known by its operation's description and
 * number. {@code OperationRef.isKilled} is no poll.
 *
 * <p>The work, the conditions and the checks run on threads of the kit's own, so that one that hangs can be given up:
 * that is a fault with its stack. This object is not thread-safe. Only one looks at a core at a time. What else runs
 * in that core is left out by {@link #only}.
 */
public final class KillPoints {
  static final String KILLER = "KillPoints";

  final KillCore core;
  final Map<String, BooleanSupplier> conditions = new LinkedHashMap<>();
  final Map<String, Executable> checks = new LinkedHashMap<>();
  Executable before = () -> {};
  Predicate<String> only = description -> true;
  BiConsumer<KillCore, Operation> killer = KillPoints::killFamily;
  @Nullable
  Class<? extends Throwable> thrown;
  @Nullable
  Predicate<@Nullable Object> told;
  int pollsAfterKill = 10;
  int maxPoints = 100_000;
  int maxRuns = 1_000;
  Duration patience = Duration.ofSeconds(5);

  private KillPoints(final KillCore core) {
    this.core = core;
  }

  /**
   * Has cores watched that are made from now on. JUnit's launcher does it before the first test, if this artifact is on
   * its class path; else call this before the core is made.
   */
  public static void install() {
    Watchtower.install();
  }

  /**
   * Looks at the operations of this core.
   *
   * @param core the host's core, made after {@link #install}
   * @return a new object with the default settings
   */
  public static KillPoints in(final KillCore core) {
    return new KillPoints(Objects.requireNonNull(core, "core"));
  }

  /**
   * Sets what is done before each run, on the thread of the run: to make a fixture anew. Its polls do not count, if its
   * operations end there.
   *
   * @param step what it throws ends all with that exception
   * @return this
   */
  public KillPoints before(final Executable step) {
    before = Objects.requireNonNull(step, "step");
    return this;
  }

  /**
   * Looks at some operations only: for a server, say, in which others run by themselves. The rest is neither killed nor
   * waited for.
   *
   * @param description given the description of an operation, at its first poll; true to look at it
   * @return this
   */
  public KillPoints only(final Predicate<String> description) {
    only = Objects.requireNonNull(description, "description");
    return this;
  }

  /**
   * Adds what must hold after each run. It is asked again until it holds or the {@link #patience} is over, so it may
   * come true on another thread.
   *
   * @param what in words, for the report
   * @param condition true if all is well
   * @return this
   */
  public KillPoints holds(final String what, final BooleanSupplier condition) {
    conditions.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(condition, "condition"));
    return this;
  }

  /**
   * Adds a check that is made once after each run, after what must hold. It has twice the {@link #patience}.
   *
   * @param what in words, for the report
   * @param check throws if something is wrong: an assertion
   * @return this
   */
  public KillPoints check(final String what, final Executable check) {
    checks.put(Objects.requireNonNull(what, "what"), Objects.requireNonNull(check, "check"));
    return this;
  }

  /**
   * Checks after each run that no cursor and no session was left behind that was not there before the work. Operations
   * are checked anyway.
   *
   * @return this
   */
  public KillPoints leavesNothing() {
    final CoreSnapshot snapshot = CoreSnapshot.of(core);
    return check("nothing is left behind", () -> {
      final List<String> left = snapshot.leftSince(EnumSet.of(Kind.CURSORS, Kind.SESSIONS), patience);
      if (!left.isEmpty()) {
        throw new AssertionError(String.join(", ", left));
      }
    });
  }

  /**
   * Sets what work throws that was killed; by default {@link OperationKilledException}.
   *
   * @param type the type of the exception, or of one of its causes
   * @return this
   */
  public KillPoints throwing(final Class<? extends Throwable> type) {
    thrown = Objects.requireNonNull(type, "type");
    return this;
  }

  /**
   * Says that work which was killed may return, and how its result tells of the kill: a reply with an error, for
   * instance.
   *
   * @param tells given the result of the work, which may be null; true if it tells of the kill
   * @return this
   */
  public KillPoints returning(final Predicate<@Nullable Object> tells) {
    told = Objects.requireNonNull(tells, "tells");
    return this;
  }

  /**
   * Sets how the operation is killed. By default the operation at the end of its chain of parents is killed by its id,
   * which kills its children too.
   *
   * @param how given the core and the operation whose poll it is; must have killed it when it returns
   * @return this
   */
  public KillPoints killing(final BiConsumer<KillCore, Operation> how) {
    killer = Objects.requireNonNull(how, "how");
    return this;
  }

  /**
   * Sets how often an operation may poll after it knows of its kill, to clean up; 10 by default.
   *
   * @param most zero or more
   * @return this
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public KillPoints pollsAfterKill(final int most) {
    pollsAfterKill = atLeast(0, most, "most");
    return this;
  }

  /**
   * Sets how many points the run that counts may pass; 100,000 by default. Work that has not ended by then is killed
   * there: so work that never ends can be tried.
   *
   * @param most at least 1
   * @return this
   * @throws IllegalArgumentException if {@code most} is less than 1
   */
  public KillPoints maxPoints(final int most) {
    maxPoints = atLeast(1, most, "most");
    return this;
  }

  /**
   * Sets how many points are tried with a kill; 1,000 by default. If there are more points, those that are tried are
   * spread evenly, with the first and the last among them.
   *
   * @param most at least 2
   * @return this
   * @throws IllegalArgumentException if {@code most} is less than 2
   */
  public KillPoints maxRuns(final int most) {
    maxRuns = atLeast(2, most, "most");
    return this;
  }

  /**
   * Sets how long a run may go on without passing a point; 5 seconds by default. Then it is given up: its thread is
   * interrupted, and its stack is in the fault. The run that counts is killed first, for work that waits for ever.
   *
   * @param time more than zero
   * @return this
   * @throws IllegalArgumentException if {@code time} is not positive
   */
  public KillPoints patience(final Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("time must be positive, but is " + time);
    }
    patience = time;
    return this;
  }

  private static int atLeast(final int least, final int value, final String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
    }
    return value;
  }

  /**
   * Tries the work, and fails if anything does not hold.
   *
   * @param work run once for each point, and twice without a kill
   * @return what was found
   * @throws AssertionError if there is a fault; with the whole report
   * @throws IllegalStateException if another one looks at this core, or the core was made before {@link #install}
   * @throws Exception what the work throws without a kill, or what {@link #before} throws
   */
  public KillPointsReport run(final Callable<?> work) throws Exception {
    final KillPointsReport report = explore(work);
    if (!report.faults().isEmpty()) {
      throw new AssertionError(report.toString(), report.firstThrown());
    }
    return report;
  }

  /**
   * Tries work without a result; else as {@link #run(Callable)}.
   *
   * @param work run once for each point, and twice without a kill
   * @return what was found
   * @throws Exception as {@link #run(Callable)} does
   */
  public KillPointsReport run(final Executable work) throws Exception {
    return run(asCallable(work));
  }

  /**
   * Tries the work as {@link #run(Callable)} does, and leaves it to the caller to look at the faults.
   *
   * @param work run once for each point, and twice without a kill
   * @return what was found
   * @throws IllegalStateException if another one looks at this core, or the core was made before {@link #install}
   * @throws Exception what the work throws without a kill, or what {@link #before} throws
   */
  public KillPointsReport explore(final Callable<?> work) throws Exception {
    return new Exploration(this, Objects.requireNonNull(work, "work")).report();
  }

  /**
   * Tries work without a result; else as {@link #explore(Callable)}.
   *
   * @param work run once for each point, and twice without a kill
   * @return what was found
   * @throws Exception as {@link #explore(Callable)} does
   */
  public KillPointsReport explore(final Executable work) throws Exception {
    return explore(asCallable(work));
  }

  static Callable<?> asCallable(final Executable work) {
    Objects.requireNonNull(work, "work");
    return () -> {
      try {
        work.execute();
      } catch (final Exception | Error e) {
        throw e;
      } catch (final Throwable e) {
        throw new IllegalStateException(e);
      }
      return "done";
    };
  }

  /** Kills the operation by its outermost parent that still runs: that kill claims all children. */
  private static void killFamily(final KillCore core, final Operation operation) {
    int id = operation.id();
    OptionalInt parent = operation.info().parentId();
    while (parent.isPresent()) {
      final Optional<OperationInfo> found = core.findOperation(parent.getAsInt());
      if (found.isEmpty()) {
        break;
      }
      id = parent.getAsInt();
      parent = found.get().parentId();
    }
    core.killOperation(id, KillCode.INTERRUPTED, "kill point", KILLER);
  }
}
