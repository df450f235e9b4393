package dev.quell.internal.bag;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Adding an element to a bag, removing it and meeting it on a walk are linearizable as a set, and lock-free; a walk as
 * a whole is not a snapshot and does not claim to be. The first chunk has one place left, so that chunks come, are
 * sealed, and go.
 */
class BagLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenario(Checks.modelChecking(2, 3, 6, 100), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenario(Checks.stress(2, 3, 2, 500), test);
  }

  private static <T extends Options<T, ?>> T withScenario(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // one leaves the last place of a chunk, another comes
                List.of(call("add", 1, 0), call("remove", 1, 0), call("add", 1, 1), call("isThere", 2, 0)),
                List.of(call("add", 2, 0), call("isThere", 2, 0), call("isThere", 2, 0), call("isThere", 1, 1))));
  }

  @Test
  void shouldMeetAnElementWhenItIsThere() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAPlaceGivenBackBeforeItIsEmptied() {
    Checks.finds(modelChecking(GivenBackBeforeEmptied.class), GivenBackBeforeEmptied.class);
  }

  @Test
  void shouldMeetAnElementWhenItIsThereOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAPlaceGivenBackBeforeItIsEmptiedOnRealThreads() {
    Checks.finds(stress(GivenBackBeforeEmptied.class), GivenBackBeforeEmptied.class);
  }

  @Test
  void shouldMeetAnObjectWhenItIsThere() {
    Checks.passes(modelChecking(RealObjects.class), RealObjects.class);
  }

  @Test
  void shouldFindAnObjectsPlaceGivenBackBeforeItIsEmptied() {
    Checks.finds(modelChecking(ObjectsGivenBackBeforeEmptied.class), ObjectsGivenBackBeforeEmptied.class);
  }

  /** The elements that are there. An element belongs to a thread. */
  public static class Model {
    private final Set<Integer> there = new HashSet<>();

    public boolean add(final int thread, final int which) {
      return there.add(element(thread, which));
    }

    public boolean remove(final int thread, final int which) {
      return there.remove(element(thread, which));
    }

    public boolean isThere(final int thread, final int which) {
      return there.contains(element(thread, which));
    }
  }

  static int element(final int thread, final int which) {
    return 2 * (thread - 1) + which;
  }

  /** What is common to both kinds of bag: who holds what. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "anyThread", gen = IntGen.class, conf = "1:2")
  @Param(name = "which", gen = IntGen.class, conf = "0:1")
  public abstract static class AnyBag {
    static final int FILL = 100;
    static final int FIRST_CHUNK = 4;
    final Place[] places = {new Place(), new Place(), new Place(), new Place()};
    private final boolean[] held = new boolean[places.length]; // each by its thread alone

    abstract void addTo(int element, Member place);

    abstract void removeFrom(Member place);

    abstract boolean contains(int element);

    final void fillFirstChunkButOne() {
      for (int i = 0; i < FIRST_CHUNK - 1; i++) {
        addTo(FILL + i, new Place());
      }
    }

    @Operation
    public boolean add(@Param(name = "thread") final int thread, @Param(name = "which") final int which) {
      final int element = element(thread, which);
      if (held[element]) {
        return false;
      }
      held[element] = true;
      addTo(element, places[element]);
      return true;
    }

    @Operation
    public boolean remove(@Param(name = "thread") final int thread, @Param(name = "which") final int which) {
      final int element = element(thread, which);
      if (!held[element]) {
        return false;
      }
      held[element] = false;
      removeFrom(places[element]);
      return true;
    }

    @Operation
    public boolean isThere(@Param(name = "anyThread") final int thread, @Param(name = "which") final int which) {
      return contains(element(thread, which));
    }
  }

  /** The shipped bag of slots. */
  public static class Real extends AnyBag {
    final IntBag bag = new IntBag();

    public Real() {
      fillFirstChunkButOne();
    }

    @Override
    void addTo(final int element, final Member place) {
      bag.add(element, place);
    }

    @Override
    void removeFrom(final Member place) {
      bag.remove(place);
    }

    @Override
    boolean contains(final int element) {
      for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
        for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
          if (chunk.at(Long.numberOfTrailingZeros(taken)) == element) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /** The next element in the place may be emptied out of it. */
  public static class GivenBackBeforeEmptied extends Real {
    @Override
    void removeFrom(final Member place) {
      final IntBag.Ints chunk = (IntBag.Ints) place.chunk();
      final int number = place.place();
      bag.giveBack(chunk, number);
      Checks.window();
      chunk.empty(number);
    }
  }

  /** The shipped bag of objects. */
  public static class RealObjects extends AnyBag {
    final RefBag<Integer> bag = new RefBag<>();

    public RealObjects() {
      fillFirstChunkButOne();
    }

    @Override
    void addTo(final int element, final Member place) {
      bag.add(element, place);
    }

    @Override
    void removeFrom(final Member place) {
      bag.remove(place);
    }

    @Override
    boolean contains(final int element) {
      return !bag.forEach(other -> other != element);
    }
  }

  /** The next object in the place may be emptied out of it. */
  public static class ObjectsGivenBackBeforeEmptied extends RealObjects {
    @Override
    void removeFrom(final Member place) {
      final RefBag.Refs<?> chunk = (RefBag.Refs<?>) place.chunk();
      final int number = place.place();
      bag.giveBack(chunk, number);
      Checks.window();
      chunk.empty(number);
    }
  }
}
