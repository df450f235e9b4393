package dev.quell.internal.bag;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.internal.bag.HolderCount.Attach;
import dev.quell.stress.lincheck.Checks;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Coming and going of holders is linearizable as a count that is exact at its limit, and dead for ever at zero, which
 * one of those who leave is told; however often it is spread meanwhile. Two stripes with a cell for one place each, so
 * that few holders do what many do.
 */
class HolderCountLincheckTest {
  private static ModelCheckingOptions modelChecking(final int scenarios, final int interleavings) {
    return withScenarios(Checks.modelChecking(2, 3, scenarios, interleavings));
  }

  private static StressOptions stress() {
    return withScenarios(Checks.stress(2, 4, 4, 2_000));
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options) {
    final Class<?> test = Counted.class;
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // the last ones leave while it is spread
                List.of(call("spread", 1), call("leave", 1), call("leave", 1)),
                List.of(call("leave", 2), call("leave", 2), call("come", 2))))
        .addCustomScenario(
            scenario(
                test, // at the limit, with places in the cells
                List.of(call("come", 1), call("spread", 1), call("leave", 1), call("come", 1), call("come", 1)),
                List.of(call("come", 2), call("leave", 2), call("come", 2), call("come", 2))))
        .addCustomScenario(
            scenario(
                test, // spread again and again
                List.of(call("spread", 1), call("leave", 1), call("spread", 1), call("leave", 1)),
                List.of(call("spread", 2), call("leave", 2), call("leave", 2))))
        .addCustomScenario(
            scenario(
                test, // two end it at once, and a third time is begun
                List.of(call("spread", 1), call("come", 1), call("leave", 1), call("spread", 1), call("come", 1)),
                List.of(call("leave", 2), call("come", 2), call("spread", 2), call("come", 2), call("leave", 2))));
  }

  @Test
  void shouldCountUpToTheLimitAndDownToTheLast() {
    Checks.passes(modelChecking(20, 400), Counted.class);
  }

  @Test
  void shouldCountUpToTheLimitAndDownToTheLastOnRealThreads() {
    Checks.passes(stress(), Counted.class);
  }

  @Test
  void shouldFindALimitThatIsLookedAtBefore() {
    Checks.finds(modelChecking(6, 100), LimitLookedAtBefore.class);
  }

  /** Each of the two threads holds it twice at first. */
  public static class Model {
    private final int[] of = {0, 2, 2};
    private boolean dead;

    public String come(final int thread) {
      if (dead) {
        return "DEAD";
      }
      if (of[1] + of[2] == Counted.LIMIT) {
        return "FULL";
      }
      of[thread]++;
      return "DONE";
    }

    public boolean leave(final int thread) {
      if (of[thread] == 0) {
        return false;
      }
      of[thread]--;
      dead = of[1] + of[2] == 0;
      return dead;
    }

    @SuppressWarnings("unused") // changes nothing that can be told
    public void spread(final int thread) {}
  }

  /** The shipped class. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Counted {
    static final int LIMIT = 5;
    private static final int STRIPES = 2;
    final IntBag bag = new IntBag();
    final int[] holds = {0, 2, 2}; // each by its thread alone

    public Counted() {
      for (int i = 1; i < holds[1] + holds[2]; i++) {
        bag.tryAttach(LIMIT);
      }
    }

    Attach attach() {
      return bag.tryAttach(LIMIT);
    }

    @Operation
    public String come(@Param(name = "thread") final int thread) {
      final Attach attached = attach();
      if (attached == Attach.DONE) {
        holds[thread]++;
      }
      return attached.name();
    }

    @Operation
    public boolean leave(@Param(name = "thread") final int thread) {
      if (holds[thread] == 0) {
        return false;
      }
      holds[thread]--;
      return bag.detach();
    }

    @Operation
    public void spread(@Param(name = "thread") final int thread) {
      if (holds[thread] > 0) {
        bag.spread(new Spread(STRIPES, 1));
      }
    }
  }

  /** Looks how many there are, and then counts one more. */
  public static class LimitLookedAtBefore extends Counted {
    @Override
    Attach attach() {
      if (bag.holders() >= LIMIT) {
        return Attach.FULL;
      }
      Checks.window();
      return bag.tryAttach(Integer.MAX_VALUE);
    }
  }
}
