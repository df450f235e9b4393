package dev.quell.internal.index;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** The index of owners, roles, cursors and operation ids is linearizable as a map, and lock-free. */
class HashIndexLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenario(Checks.modelChecking(3, 2, 8, 100), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenario(Checks.stress(2, 3, 2, 500), test);
  }

  private static <T extends Options<T, ?>> T withScenario(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test,
                List.of(call("putIfAbsent", 1, 1), call("remove", 1, 1), call("putIfAbsent", 2, 1), call("get", 1)),
                List.of(call("remove", 1, 1), call("putIfAbsent", 1, 2), call("get", 1), call("get", 2))));
  }

  @Test
  void shouldBeAMap() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindARemovalInTwoSteps() {
    Checks.finds(modelChecking(RemoveInTwoSteps.class), RemoveInTwoSteps.class);
  }

  @Test
  void shouldBeAMapOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindARemovalInTwoStepsOnRealThreads() {
    Checks.finds(stress(RemoveInTwoSteps.class), RemoveInTwoSteps.class);
  }

  /** A map from keys to values, both small numbers. */
  public static class Model {
    private final Map<Integer, Integer> map = new HashMap<>();

    public Integer get(final int key) {
      return map.get(key);
    }

    public Integer putIfAbsent(final int key, final int value) {
      return map.putIfAbsent(key, value);
    }

    public boolean remove(final int key, final int value) {
      return map.remove(key, value);
    }
  }

  /** A value with its key, of which each exists once. */
  private record Entry(int key, int value) {
    private static final Entry[][] ALL = new Entry[3][3];

    static {
      for (int key = 1; key <= 2; key++) {
        for (int value = 1; value <= 2; value++) {
          ALL[key][value] = new Entry(key, value);
        }
      }
    }

    static Integer valueOf(final Entry entry) {
      return entry == null ? null : entry.value;
    }
  }

  /** The shipped class; all keys fall into one bucket. */
  @Param(name = "key", gen = IntGen.class, conf = "1:2")
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class Real {
    final HashIndex<Entry> index = new HashIndex<>(1, 1, (entry, key, none) -> entry.key == key);

    @Operation
    public Integer get(@Param(name = "key") final int key) {
      return Entry.valueOf(index.get(key, null));
    }

    @Operation
    public Integer putIfAbsent(@Param(name = "key") final int key, @Param(name = "value") final int value) {
      return Entry.valueOf(index.putIfAbsent(key, null, Entry.ALL[key][value]));
    }

    @Operation
    public boolean remove(@Param(name = "key") final int key, @Param(name = "value") final int value) {
      return index.remove(key, null, Entry.ALL[key][value]);
    }
  }

  /** Looks whether this value stands there, and then removes what does. */
  public static class RemoveInTwoSteps extends Real {
    @Override
    @Operation
    public boolean remove(@Param(name = "key") final int key, @Param(name = "value") final int value) {
      if (index.get(key, null) != Entry.ALL[key][value]) {
        return false;
      }
      Checks.window();
      final Entry now = index.get(key, null);
      return now != null && index.remove(key, null, now);
    }
  }
}
