package dev.quell.internal.index;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.stress.lincheck.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Opening, ending and finding sessions by name is linearizable as a set of names: at most one session for each, and
 * opening says who opened it. The slots are used again at once.
 */
class UuidIndexLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 4, 100).addGuarantee(Checks.accessors()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 500), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(test, List.of(call("open", 1), call("end", 1)), List.of(call("open", 1), call("isOpen", 1))))
        .addCustomScenario(
            scenario(test, List.of(call("open", 1), call("open", 1)), List.of(call("open", 1), call("end", 1))));
  }

  @Test
  void shouldOpenOneSessionOfAName() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAnOpeningThatTakesNoNoticeOfRivals() {
    Checks.finds(modelChecking(OpenPastRivals.class), OpenPastRivals.class);
  }

  @Test
  void shouldOpenOneSessionOfANameOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAnOpeningThatTakesNoNoticeOfRivalsOnRealThreads() {
    Checks.finds(stress(OpenPastRivals.class), OpenPastRivals.class);
  }

  /** The names that are in use. */
  public static class Model {
    private final Set<Integer> open = new HashSet<>();

    public boolean open(final int name) {
      return open.add(name);
    }

    public boolean end(final int name) {
      return open.remove(name);
    }

    public boolean isOpen(final int name) {
      return open.contains(name);
    }
  }

  /** The shipped index over the shipped slots. */
  @Param(name = "name", gen = IntGen.class, conf = "1:2")
  public static class Real {
    static final Object OWNER = "ann@db";
    final SessionSlots<Object, Object, Object> slots = new SessionSlots<>(64);
    final Holds holds = new Holds(slots);
    final UuidIndex index = new UuidIndex(slots, 64, new KeyedHash(new SplittableRandom(7)::nextLong));

    @Operation
    public boolean open(@Param(name = "name") final int name) {
      while (index.find(0, name, OWNER) == Handle.NONE) {
        final int slot = slots.take();
        final Segment<Object, Object, Object> segment = slots.segmentOf(slot);
        final int offset = Segment.offset(slot);
        final int generation = segment.generation(offset);
        segment.prepare(offset, 0, name, 0, OWNER);
        final long opened = open(slot, generation, name);
        if (opened == Handle.of(slot, generation)) {
          return true;
        }
        holds.freeUnopened(segment, offset);
        if (opened != Handle.NONE) {
          return false;
        } // else a rival goes first that was not open yet: it is by now, or has been given up
      }
      return false;
    }

    long open(final int slot, final int generation, final int name) {
      return index.open(slot, generation, 0, name, OWNER);
    }

    @Operation
    public boolean end(@Param(name = "name") final int name) {
      final long handle = index.find(0, name, OWNER);
      if (handle == Handle.NONE) {
        return false;
      }
      final Segment<Object, Object, Object> segment = slots.segmentOf(Handle.slot(handle));
      final int offset = Segment.offset(Handle.slot(handle));
      long word;
      do {
        word = segment.killWordAcquire(offset);
        if (!KillWord.isLive(word) || !segment.stillIn(offset, Handle.generation(handle))) {
          return false;
        }
      } while (!KillWords.seal(segment.words(), offset, word));
      index.remove(Handle.slot(handle), 0, name);
      holds.freeUnopened(segment, offset);
      return true;
    }

    @Operation
    public boolean isOpen(@Param(name = "name") final int name) {
      return index.find(0, name, OWNER) != Handle.NONE;
    }
  }

  /**
   * Takes its rivals for other owners' sessions, which may have the same UUID: a check before an insert, and no more.
   */
  public static class OpenPastRivals extends Real {
    @Override
    long open(final int slot, final int generation, final int name) {
      Checks.window();
      return index.open(slot, generation, 0, name, new Object());
    }
  }
}
