package dev.quell.internal.index;

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
 * Adding a slot, removing it and meeting it on a pass are linearizable as a set of slots, and lock-free; a pass as a
 * whole is not a snapshot and does not claim to be. Every slot has the same hash, and its bucket has one place left:
 * entries go on to other buckets, come back, and are counted.
 */
class UuidTableLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenario(Checks.modelChecking(2, 3, 6, 100), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenario(Checks.stress(2, 3, 1, 500), test);
  }

  private static <T extends Options<T, ?>> T withScenario(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test,
                List.of(call("add", 1, 0), call("tidy", 1, 0), call("tidy", 1, 0), call("tidy", 1, 0)),
                List.of(call("isThere", 1, 0), call("isThere", 1, 0), call("isThere", 1, 0), call("isThere", 1, 0))));
  }

  @Test
  void shouldMeetASlotWhenItIsThere() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAnEntryThatMoves() {
    Checks.finds(modelChecking(EntriesThatMove.class), EntriesThatMove.class);
  }

  @Test
  void shouldMeetASlotWhenItIsThereOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAnEntryThatMovesOnRealThreads() {
    Checks.finds(stress(EntriesThatMove.class), EntriesThatMove.class);
  }

  /** The slots that are there. A slot belongs to a thread, as it belongs to the session's opener or ender. */
  public static class Model {
    private final Set<Integer> there = new HashSet<>();

    public boolean add(final int thread, final int which) {
      return there.add(slot(thread, which));
    }

    public boolean remove(final int thread, final int which) {
      return there.remove(slot(thread, which));
    }

    public boolean isThere(final int thread, final int which) {
      return there.contains(slot(thread, which));
    }

    /** Changes nothing. */
    public void tidy(final int thread, final int which) {}
  }

  static int slot(final int thread, final int which) {
    return 20 + 2 * thread + which;
  }

  /** The shipped class. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "anyThread", gen = IntGen.class, conf = "1:2")
  @Param(name = "which", gen = IntGen.class, conf = "0:1")
  public static class Real {
    private static final int MOST_SLOTS = 32;
    private static final int HASH = 0;
    private static final int LEFT_IN_BUCKET = 1;
    private static final int BUCKET = 15;

    final UuidTable table = new UuidTable(1, MOST_SLOTS);
    final boolean[] held = new boolean[MOST_SLOTS]; // each by its thread alone

    public Real() {
      for (int slot = 0; slot < BUCKET - LEFT_IN_BUCKET; slot++) {
        table.add(HASH, slot);
      }
    }

    @Operation
    public boolean add(@Param(name = "thread") final int thread, @Param(name = "which") final int which) {
      if (held[slot(thread, which)]) {
        return false;
      }
      held[slot(thread, which)] = true;
      table.add(HASH, slot(thread, which));
      return true;
    }

    @Operation
    public boolean remove(@Param(name = "thread") final int thread, @Param(name = "which") final int which) {
      if (!held[slot(thread, which)]) {
        return false;
      }
      held[slot(thread, which)] = false;
      table.remove(HASH, slot(thread, which));
      return true;
    }

    @Operation
    public boolean isThere(@Param(name = "anyThread") final int thread, @Param(name = "which") final int which) {
      for (long at = table.first(HASH); at >= 0; at = table.after(at, HASH)) {
        if (UuidTable.slot(at) == slot(thread, which)) {
          return true;
        }
      }
      return false;
    }

    /** For a table that moves its entries about: this one does not. */
    @Operation
    public void tidy(@Param(name = "thread") final int thread, @Param(name = "which") final int which) {}
  }

  /** Brings entries home when there is room, as many open-addressing tables do. */
  public static class EntriesThatMove extends Real {
    @Override
    @Operation
    public void tidy(@Param(name = "thread") final int thread, @Param(name = "which") final int which) {
      if (held[slot(thread, which)]) {
        table.remove(Real.HASH, slot(thread, which));
        Checks.window();
        table.add(Real.HASH, slot(thread, which));
      }
    }
  }
}
