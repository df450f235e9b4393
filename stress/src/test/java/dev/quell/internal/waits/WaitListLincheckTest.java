package dev.quell.internal.waits;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillCause;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.claim.Run.Woken;
import dev.quell.stress.lincheck.Checks;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * A wait list is linearizable as a list that is fired or closed once: who was on it is called by the one that fired it,
 * and by nobody else, and who has left or comes later is not.
 */
class WaitListLincheckTest {
  private static final KillRecord KILL = new KillRecord(new KillCause(1, "", "", 0), 0);

  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 4, 100), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 300), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // one leaves and comes again while another fires
                List.of(call("join", 1), call("join", 2), call("leave", 1), call("join", 1)),
                List.of(call("fire"), call("leave", 2))))
        .addCustomScenario(
            scenario(
                test, // a killer and the close of the killed operation both fire
                List.of(call("join", 1), call("fire")),
                List.of(call("join", 2), call("fire"), call("close"))));
  }

  @Test
  void shouldCallEachOnceWhoIsOnIt() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAFireThatWalksAndThenCloses() {
    Checks.finds(modelChecking(FireInTwoSteps.class), FireInTwoSteps.class);
  }

  @Test
  void shouldCallEachOnceWhoIsOnItOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAFireThatWalksAndThenClosesOnRealThreads() {
    Checks.finds(stress(FireInTwoSteps.class), FireInTwoSteps.class);
  }

  /** How often each of two waiters is on the list. */
  public static class Model {
    private final int[] there = new int[3];
    private boolean over;

    public boolean join(final int waiter) {
      if (!over) {
        there[waiter]++;
      }
      return !over;
    }

    public boolean leave(final int waiter) {
      final boolean was = !over && there[waiter] > 0;
      if (was) {
        there[waiter]--;
      }
      return was;
    }

    /** Whom this call of it has called, in tens the second. */
    public int fire() {
      final int called = over ? 0 : there[1] + 10 * there[2];
      over = true;
      return called;
    }

    public void close() {
      over = true;
    }
  }

  /** Tells the one that calls it: what a waiter throws goes to the handler of that very call. */
  private static final class Called extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int weight;

    Called(final int weight) {
      super(null, null, false, false);
      this.weight = weight;
    }
  }

  /** The shipped class. */
  @Param(name = "waiter", gen = IntGen.class, conf = "1:2")
  public static class Real {
    final WaitList list = new WaitList(new Run(null, new long[1], 0, 1, 0));
    private final WaitList.Waiter[] waiters = {null, waiter(1), waiter(10)};

    private static WaitList.Waiter waiter(final int weight) {
      return new WaitList.Waiter() {
        @Override
        public void killed(final KillCause cause) {
          throw new Called(weight);
        }

        @Override
        public boolean isOfHost() {
          return true; // called once; a thread may be woken again
        }
      };
    }

    @Operation
    public boolean join(@Param(name = "waiter") final int waiter) {
      return list.join(waiters[waiter]);
    }

    @Operation
    public boolean leave(@Param(name = "waiter") final int waiter) {
      return list.leave(waiters[waiter]);
    }

    @Operation
    public int fire() {
      final int[] called = new int[1];
      final Woken woken = list.fire(KILL, thrown -> called[0] += ((Called) thrown).weight);
      if (woken != null) {
        woken.call();
      }
      return called[0];
    }

    @Operation
    public void close() {
      list.close();
    }
  }

  /** Calls everyone it meets, and then closes the list. */
  public static class FireInTwoSteps extends Real {
    @Override
    @Operation
    public int fire() {
      final int[] called = new int[1];
      list.forEach(
          waiter -> {
            try {
              waiter.killed(KILL.cause());
            } catch (final Called thrown) {
              called[0] += thrown.weight;
            }
          });
      Checks.window();
      list.close();
      return called[0];
    }
  }
}
