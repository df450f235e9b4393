package dev.quell.internal.slots;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.util.List;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** The lanes together are linearizable as one number of places: who is refused was there when none was left. */
class LanesLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenario(Checks.modelChecking(2, 3, 6, 300).addGuarantee(Checks.accessors()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenario(Checks.stress(2, 4, 2, 1_000), test);
  }

  private static <T extends Options<T, ?>> T withScenario(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // a place moves from a lane that is looked at later to one that was looked at before
                List.of(call("put", 1, false), call("put", 0, true), call("take", 1)),
                List.of(call("take", 0), call("take", 0))))
        .addCustomScenario(
            scenario(
                test, // it is there, and gone again, in between
                List.of(call("put", 1, true), call("put", 0, false), call("take", 1), call("take", 0)),
                List.of(call("take", 0))));
  }

  @Test
  void shouldRefuseOnlyWhatHasNoPlace() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindARefusalAfterOneLook() {
    Checks.finds(modelChecking(OneLook.class), OneLook.class);
  }

  @Test
  void shouldRefuseOnlyWhatHasNoPlaceOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  /** A number of places, none at first. */
  public static class Model {
    private int places;

    public boolean take(final int lane) {
      if (places == 0) {
        return false;
      }
      places--;
      return true;
    }

    public void put(final int lane, final boolean withSlot) {
      places++;
    }
  }

  /** The shipped class. */
  @Param(name = "lane", gen = IntGen.class, conf = "0:1")
  @Param(name = "withSlot", gen = BooleanGen.class)
  public static class Real {
    final Lanes lanes = new Lanes(0, 2);

    @Operation
    public boolean take(@Param(name = "lane") final int lane) {
      return lanes.take(lane) != Lanes.NOTHING;
    }

    @Operation
    public void put(@Param(name = "lane") final int lane, @Param(name = "withSlot") final boolean withSlot) {
      if (!withSlot || !lanes.put(lane, 7 + lane)) {
        lanes.put(lane);
      }
    }
  }

  /** Looks at each lane once. */
  @Param(name = "lane", gen = IntGen.class, conf = "0:1")
  @Param(name = "withSlot", gen = BooleanGen.class)
  public static class OneLook extends Real {
    @Override
    @Operation
    public boolean take(@Param(name = "lane") final int lane) {
      for (int i = 0; i < 2; i++) {
        if (lanes.takeFrom(lane + i & 1) != Lanes.NOTHING) {
          return true;
        }
        Checks.window();
      }
      return false;
    }
  }
}
