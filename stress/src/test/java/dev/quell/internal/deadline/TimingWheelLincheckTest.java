package dev.quell.internal.deadline;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The wheel with one object is linearizable as a deadline and a time: a turn kills the run if its deadline has passed,
 * and only then. The user arms and ends, the agent turns.
 */
class TimingWheelLincheckTest {
  private static final long TICK = 1L << Timed.TICK_BITS;

  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 6, 300), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 4, 2, 1_000), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // ended, and armed again for the tick at which the agent comes to it
                List.of(call("arm", 2), call("end"), call("arm", 2), call("end")),
                List.of(call("turn"), call("turn"), call("turn"), call("turn"))))
        .addCustomScenario(
            scenario(
                test, // made later, then earlier, when the agent is there
                List.of(call("arm", 2), call("arm", 4), call("arm", 3)),
                List.of(call("turn"), call("turn"), call("turn"), call("turn"))))
        .addCustomScenario(
            scenario(
                test, // a run after a killed one, with the same deadline
                List.of(call("arm", 1), call("end"), call("arm", 1), call("end")),
                List.of(call("turn"), call("turn"))));
  }

  @Test
  void shouldFireWhatIsArmedAndNothingElse() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAnAgentThatDoesNotLookAgain() {
    Checks.finds(modelChecking(NoSecondLook.class), NoSecondLook.class);
  }

  @Test
  void shouldFindAUserThatLooksFirst() {
    Checks.finds(modelChecking(LooksFirst.class), LooksFirst.class);
  }

  @Test
  void shouldFireWhatIsArmedAndNothingElseOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAUserThatLooksFirstOnRealThreads() {
    Checks.finds(stress(LooksFirst.class), LooksFirst.class);
  }

  /** A deadline and a time, in ticks. */
  public static class Model {
    private int now;
    private int deadline;
    private boolean killed;

    public void arm(final int at) {
      deadline = at;
    }

    public boolean end() {
      final boolean was = killed;
      deadline = 0;
      killed = false;
      return was;
    }

    public boolean turn() {
      now++;
      final boolean kills = deadline != 0 && deadline <= now && !killed;
      killed |= kills;
      return kills;
    }
  }

  /** An operation object as the wheel sees it. Its word says which run it is, and whether that was killed or ended. */
  static class Runner extends Timed {
    private static final long KILLED = 1;
    private static final long OVER = 2;
    private static final long NEXT = 4;
    final AtomicLong word = new AtomicLong();

    @Override
    protected long pending() {
      final long deadline = deadline();
      return (word.get() & (KILLED | OVER)) == 0 ? deadline : NONE;
    }

    /** The word of the run whose deadline has passed, or -1. */
    long due(final long now) {
      final long seen = word.get();
      final long deadline = deadline();
      return (seen & (KILLED | OVER)) == 0 && deadline != NONE && deadline <= now && word.get() == seen ? seen : -1;
    }

    boolean kill(final long seen) {
      return seen >= 0 && word.compareAndSet(seen, seen | KILLED);
    }

    boolean end(final TimingWheel<Runner> wheel) {
      long seen;
      do {
        seen = word.get();
      } while (!word.compareAndSet(seen, seen | OVER));
      wheel.disarm(this);
      word.set((seen & -NEXT) + NEXT);
      return (seen & KILLED) != 0;
    }
  }

  /** The shipped class. */
  @Param(name = "at", gen = IntGen.class, conf = "1:4")
  public static class Real implements Expiry<Runner> {
    final TimingWheel<Runner> wheel = new TimingWheel<>(1);
    final Runner runner;
    private long due = -1;
    private boolean killed;
    private int now;

    public Real() {
      this(new Runner());
    }

    Real(final Runner runner) {
      this.runner = runner;
    }

    @Operation(nonParallelGroup = "user")
    public void arm(@Param(name = "at") final int at) {
      wheel.arm(runner, at * TICK);
    }

    @Operation(nonParallelGroup = "user")
    public boolean end() {
      return runner.end(wheel);
    }

    @Operation(nonParallelGroup = "agent")
    public boolean turn() {
      now++;
      killed = false;
      wheel.turn(now * TICK, this);
      return killed;
    }

    @Override
    public void offer(final Runner offered, final long nowNanos) {
      due = offered.due(nowNanos);
    }

    @Override
    public void settle() {
      killed |= runner.kill(due);
      due = -1;
    }
  }

  /** What the agent sees after it has filed the object elsewhere is what it saw before. */
  @Param(name = "at", gen = IntGen.class, conf = "1:4")
  public static class NoSecondLook extends Real {
    public NoSecondLook() {
      super(
          new Runner() {
            private boolean again;
            private long last;

            @Override
            protected long pending() {
              last = again ? last : super.pending();
              again = !again;
              return last;
            }
          });
    }
  }

  /** The user looks whether the object is filed, and then sets its deadline. */
  @Param(name = "at", gen = IntGen.class, conf = "1:4")
  public static class LooksFirst extends Real {
    @Override
    @Operation(nonParallelGroup = "user")
    public void arm(@Param(name = "at") final int at) {
      if (Timed.isEarlyEnough(runner.filed(), Timed.tick(at * TICK))) {
        Checks.window();
        runner.arm(at * TICK); // and does not push
      } else {
        super.arm(at);
      }
    }
  }
}
