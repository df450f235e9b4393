package dev.quell.internal.bag;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * A bag that is spread and gathered meanwhile is the same set, and keeps no empty chunk in the end that nobody is going
 * to use or to take away (K8). The faults that
 * it finds are mutants.
 */
class SpreadBagLincheckTest {
  private static ModelCheckingOptions modelChecking(final int scenarios, final int interleavings) {
    return withScenarios(Checks.modelChecking(2, 3, scenarios, interleavings));
  }

  private static StressOptions stress() {
    return withScenarios(Checks.stress(2, 4, 4, 1_000));
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options) {
    final Class<?> test = SpreadBag.class;
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // the last one leaves a chunk while the hints are taken out
                List.of(call("spread"), call("add", 1, 0), call("remove", 1, 0), call("add", 1, 1)),
                List.of(call("gather"), call("isThere", 1, 0), call("isThere", 1, 1))))
        .addCustomScenario(
            scenario(
                test, // the stripes push chunks in front of each other's
                List.of(call("spread"), call("add", 1, 0), call("add", 1, 1), call("remove", 1, 0),
                    call("remove", 1, 1)),
                List.of(call("add", 2, 0), call("remove", 2, 0), call("add", 2, 1), call("isThere", 1, 1))))
        .addCustomScenario(
            scenario(
                test, // spread anew
                List.of(call("spread"), call("add", 1, 0), call("gather"), call("remove", 1, 0)),
                List.of(call("add", 2, 0), call("spread"), call("remove", 2, 0))));
  }

  @Test
  void shouldMeetAnElementWhenItIsThere() {
    Checks.passes(modelChecking(20, 300), SpreadBag.class);
  }

  @Test
  void shouldMeetAnElementWhenItIsThereOnRealThreads() {
    Checks.passes(stress(), SpreadBag.class);
  }

  /** The elements that are there, of a bag that may be spread. */
  public static class Model extends BagLincheckTest.Model {
    /** Changes nothing that can be told. */
    public void spread() {}

    /** Changes nothing that can be told. */
    public void gather() {}
  }

  /** The shipped bag of slots, with three holders: as few as can be for two stripes with a cell for one place each. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "anyThread", gen = IntGen.class, conf = "1:2")
  @Param(name = "which", gen = IntGen.class, conf = "0:1")
  public static class SpreadBag extends BagLincheckTest.Real {
    private static final int STRIPES = 2;
    private static final int HOLDERS = 3;

    public SpreadBag() {
      while (bag.holders() < HOLDERS) {
        bag.tryAttach(Integer.MAX_VALUE);
      }
    }

    @Operation
    public void spread() {
      bag.spread(new Spread(STRIPES, 1));
    }

    @Operation
    public void gather() {
      bag.detach();
      bag.tryAttach(Integer.MAX_VALUE);
    }

    @Validate
    public void keepsNoEmptyChunk() {
      final Chunk head = bag.first();
      if (head == null) {
        return;
      }
      for (Chunk chunk = bag.after(head); chunk != null; chunk = bag.after(chunk)) {
        final boolean kept = bag.spot() instanceof Spread spread && spread.hasHintFor(chunk);
        if (chunk.takenAcquire() == 0 && !kept) {
          throw new IllegalStateException("an empty chunk that nobody takes away");
        }
      }
    }
  }
}
