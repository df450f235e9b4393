package dev.quell.internal.slots;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.stress.lincheck.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Slots are handed out to one holder at a time, in a generation that the slot never had before (K3), and lock-free. Of
 * a group of 64 slots two are free, so that a full group is met too; of a whole memory of slots none is there at first,
 * so that it grows.
 */
class SlotsLincheckTest {
  private static ModelCheckingOptions ofAGroup() {
    return Checks.modelChecking(2, 4, 6, 100).sequentialSpecification(TwoPlaces.class);
  }

  private static ModelCheckingOptions ofTheMemory(final Class<?> test) {
    return withScenario(Checks.modelChecking(2, 4, 4, 100).addGuarantee(Checks.accessors()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenario(Checks.stress(2, 4, 1, 500), test);
  }

  private static <T extends Options<T, ?>> T withScenario(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Unlimited.class)
        .addCustomScenario(
            scenario(
                test,
                List.of(call("take", 1), call("giveBack", 1), call("take", 1), call("giveBack", 1), call("take", 1)),
                List.of(call("take", 2), call("giveBack", 2), call("take", 2), call("giveBack", 2), call("take", 2))));
  }

  @Test
  void shouldHandOutEachSlotOfAGroupOnce() {
    Checks.passes(ofAGroup(), Group.class);
  }

  @Test
  void shouldFindASlotTakenWithoutCompareAndSet() {
    Checks.finds(ofAGroup(), GroupWithoutCas.class);
  }

  @Test
  void shouldHandOutEachSlotOnceInANewGeneration() {
    Checks.passes(ofTheMemory(Memory.class), Memory.class);
  }

  @Test
  void shouldFindASlotGivenBackTwice() {
    Checks.finds(ofTheMemory(GivenBackTwice.class), GivenBackTwice.class);
  }

  @Test
  void shouldHandOutEachSlotOnceInANewGenerationOnRealThreads() {
    Checks.passes(stress(Memory.class), Memory.class);
  }

  @Test
  void shouldFindASlotGivenBackTwiceOnRealThreads() {
    Checks.finds(stress(GivenBackTwice.class), GivenBackTwice.class);
  }

  /** What each thread holds, one slot at the most. */
  public static class Unlimited {
    private final boolean[] holds = new boolean[3];
    private final int places;

    public Unlimited() {
      this(Integer.MAX_VALUE);
    }

    Unlimited(final int places) {
      this.places = places;
    }

    public String take(final int thread) {
      if (holds[thread]) {
        return "has one";
      }
      if ((holds[1] ? 1 : 0) + (holds[2] ? 1 : 0) == places) {
        return "full";
      }
      holds[thread] = true;
      return "taken";
    }

    public boolean giveBack(final int thread) {
      final boolean held = holds[thread];
      holds[thread] = false;
      return held;
    }
  }

  /** Two places are free: each thread finds one. */
  public static class TwoPlaces extends Unlimited {
    public TwoPlaces() {
      super(2);
    }
  }

  /** Who holds which slot, by other books than the allocator's. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public abstract static class Holders {
    private static final int NONE = -1;
    private final int[] slotOf = {NONE, NONE, NONE}; // each by its thread alone
    private final int[] holderOf;

    Holders(final int slots) {
      holderOf = new int[slots];
    }

    abstract int take();

    abstract void giveBackSlot(int slot);

    @Operation
    public String take(@Param(name = "thread") final int thread) {
      if (slotOf[thread] != NONE) {
        return "has one";
      }
      final int slot = take();
      if (slot < 0) {
        return "full";
      }
      if (holderOf[slot] != 0) {
        return "held by another";
      }
      holderOf[slot] = thread;
      slotOf[thread] = slot;
      return "taken";
    }

    @Operation
    public boolean giveBack(@Param(name = "thread") final int thread) {
      final int slot = slotOf[thread];
      if (slot == NONE) {
        return false;
      }
      slotOf[thread] = NONE;
      holderOf[slot] = 0;
      giveBackSlot(slot);
      return true;
    }
  }

  /** One group of the shipped segment. */
  public static class Group extends Holders {
    private final Segment<Object, Object, Object> segment = new Segment<>(0);

    public Group() {
      super(Segment.GROUP);
      for (int slot = 0; slot < Segment.GROUP - 2; slot++) {
        segment.tryTake(0);
      }
    }

    @Override
    int take() {
      return segment.tryTake(0);
    }

    @Override
    void giveBackSlot(final int slot) {
      segment.giveBack(slot);
    }
  }

  /** A group that looks for a free bit, and then writes what it saw with that bit set. */
  public static class GroupWithoutCas extends Holders {
    private static final VarHandle LIVE = MethodHandles.arrayElementVarHandle(long[].class);
    private final long[] live = {-1L >>> 2};

    public GroupWithoutCas() {
      super(Segment.GROUP);
    }

    @Override
    int take() {
      final long seen = (long) LIVE.getAcquire(live, 0);
      final long bit = Long.lowestOneBit(~seen);
      Checks.window();
      LIVE.setRelease(live, 0, seen | bit);
      return Long.numberOfTrailingZeros(bit);
    }

    @Override
    void giveBackSlot(final int slot) {
      LIVE.getAndBitwiseAnd(live, 0, ~(1L << slot));
    }
  }

  /** The shipped memory of slots, which grows with the first take. Both threads use the one lane. */
  public static class Memory extends Holders {
    final SessionSlots<Object, Object, Object> slots = new SessionSlots<>(64, new Lanes(64, 1));
    private final Holds holds = new Holds(slots);
    private final int[] generationOf = new int[Segment.SIZE];

    public Memory() {
      super(Segment.SIZE);
    }

    @Override
    int take() {
      final int slot = slots.take();
      final int generation = slots.segmentOf(slot).generation(Segment.offset(slot)) + 1;
      final boolean fresh =
          generation > generationOf[slot]
              && KillWord.isNew(slots.segmentOf(slot).killWordAcquire(Segment.offset(slot)));
      generationOf[slot] = generation;
      return fresh ? slot : -1;
    }

    @Override
    void giveBackSlot(final int slot) {
      holds.freeUnopened(slots.segmentOf(slot), Segment.offset(slot));
    }
  }

  /** The second time it may be somebody else's. */
  public static class GivenBackTwice extends Memory {
    @Override
    void giveBackSlot(final int slot) {
      super.giveBackSlot(slot);
      Checks.window();
      slots.giveBack(slot);
    }
  }
}
