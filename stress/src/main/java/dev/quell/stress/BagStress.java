package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.bag.IntBag;
import dev.quell.internal.bag.Place;
import dev.quell.internal.bag.RefBag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The bag of an owner's slots: chunks of 4, then 12 places, and the older one sealed when it is empty. */
public final class BagStress {
  private BagStress() {}

  private abstract static class OneBag {
    static final int OLD_CHUNK = 4;
    final IntBag bag = new IntBag();
    final Place[] places = new Place[OLD_CHUNK + 1];

    /** Elements 0 to 3 in the old chunk, 4 in the new one; then 0 to {@code gone - 1} are taken out again. */
    OneBag(final int gone) {
      for (int i = 0; i < places.length; i++) {
        places[i] = new Place();
        bag.add(i, places[i]);
      }
      for (int i = 0; i < gone; i++) {
        bag.remove(places[i]);
      }
    }

    final int count(final int element) {
      return count(bag, element);
    }

    static int count(final IntBag bag, final int element) {
      int count = 0;
      for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
        for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
          count += chunk.at(Long.numberOfTrailingZeros(taken)) == element ? 1 : 0;
        }
      }
      return count;
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "added, removed, and the third untouched")
  @Outcome(expect = FORBIDDEN, desc = "added into a sealed chunk, or a place given to two")
  public static class Bag_AddVsRemoveThatSeals extends OneBag {
    public Bag_AddVsRemoveThatSeals() {
      super(OLD_CHUNK - 1); // the old chunk has one element left, and is where an add looks first
    }

    @Actor public void adder() { bag.add(9, new Place()); }

    @Actor public void remover() { bag.remove(places[OLD_CHUNK - 1]); }

    @Arbiter public void observer(final III_Result r) {
      r.r1 = count(9);
      r.r2 = count(OLD_CHUNK - 1);
      r.r3 = count(OLD_CHUNK);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each has a place of its own")
  @Outcome(expect = FORBIDDEN, desc = "one overwrote the other")
  public static class Bag_AddVsAdd extends OneBag {
    public Bag_AddVsAdd() {
      super(OLD_CHUNK - 1);
    }

    @Actor public void adder1() { bag.add(8, new Place()); }

    @Actor public void adder2() { bag.add(9, new Place()); }

    @Arbiter public void observer(final II_Result r) { r.r1 = count(8); r.r2 = count(9); }
  }

  /**
   * {@link Bag_AddVsRemoveThatSeals} by one who waits for the chunk to be empty, and comes while it is being sealed.
   */
  @State
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "added before the seal, which then fails, or elsewhere")
  @Outcome(expect = FORBIDDEN, desc = "sealed with somebody in it")
  public static class CH_I2_AddWhileSealed extends OneBag {
    private static final int LOOKS = 200;
    private final IntBag.Ints old = bag.after(bag.first());

    public CH_I2_AddWhileSealed() {
      super(OLD_CHUNK - 1);
    }

    @Actor public void adder() {
      for (int look = 0; look < LOOKS && old.takenAcquire() != 0; look++) {
        Thread.onSpinWait();
      }
      bag.add(9, new Place());
    }

    @Actor public void remover() { bag.remove(places[OLD_CHUNK - 1]); }

    @Arbiter public void observer(final II_Result r) { r.r1 = count(9); r.r2 = count(OLD_CHUNK - 1); }
  }

  /** The only chunk is empty, and stays: a walk that comes by must not take it away from who is about to add. */
  @State
  @JCStressTest
  @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "added during the walk, or before it")
  @Outcome(expect = FORBIDDEN, desc = "added to a chunk that was unlinked")
  public static class BG_I2_AddVsWalkOverEmptyChunk {
    private final IntBag bag = new IntBag();

    public BG_I2_AddVsWalkOverEmptyChunk() {
      final Place place = new Place();
      bag.add(8, place);
      bag.remove(place);
    }

    @Actor public void adder() { bag.add(9, new Place()); }

    @Actor public void walker(final II_Result r) { r.r1 = OneBag.count(bag, 9); }

    @Arbiter public void observer(final II_Result r) { r.r2 = OneBag.count(bag, 9); }
  }

  /** Two that find no chunk at all make one each. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each is in a chunk that can be reached")
  @Outcome(expect = FORBIDDEN, desc = "one chunk pushed the other out")
  public static class BG_I1_PushVsPush {
    private final IntBag bag = new IntBag();

    @Actor public void adder1() { bag.add(8, new Place()); }

    @Actor public void adder2() { bag.add(9, new Place()); }

    @Arbiter public void observer(final II_Result r) { r.r1 = OneBag.count(bag, 8); r.r2 = OneBag.count(bag, 9); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen once by the walk, which went on to the end")
  @Outcome(expect = FORBIDDEN, desc = "the walk missed an element that was there throughout, or showed it twice")
  public static class Bag_WalkVsSealAndPush extends OneBag {
    private static final int MORE = 20;
    private final Place[] more = new Place[MORE];

    public Bag_WalkVsSealAndPush() {
      super(0);
      bag.remove(places[OLD_CHUNK]);
      for (int i = 0; i < MORE; i++) { // fills the second chunk, begins a third; the elements 0 to 3 are behind both
        more[i] = new Place();
        bag.add(100 + i, more[i]);
      }
    }

    @Actor public void changer() {
      for (final Place place : more) {
        bag.remove(place);
      }
      for (int i = 0; i < MORE; i++) {
        bag.add(200 + i, new Place());
      }
    }

    @Actor public void walker(final II_Result r) { r.r1 = count(OLD_CHUNK - 1); r.r2 = count(0); }
  }

  /** K1 for bags: what was added before the walk began is seen. */
  @State
  @JCStressTest
  @Outcome(id = {"0", "1", "11"}, expect = ACCEPTABLE, desc = "not added yet, or added and seen")
  @Outcome(expect = FORBIDDEN, desc = "the add had returned, and the walk missed it")
  public static class Bag_WalkSeesWhatWasAdded extends OneBag {
    private volatile boolean added;

    public Bag_WalkSeesWhatWasAdded() {
      super(OLD_CHUNK - 1);
    }

    @Actor public void adder() { bag.remove(places[OLD_CHUNK - 1]); bag.add(9, new Place()); added = true; }

    @Actor public void walker(final I_Result r) { r.r1 = (added ? 10 : 0) + count(9); }
  }

  /**
   * Who adds and then looks whether it is too late, against who makes it too late and then walks: one sees the other.
   * So what begins while a core closes is refused or killed.
   */
  @State
  @JCStressTest
  @Outcome(id = {"true, 0", "true, 1", "false, 1"}, expect = ACCEPTABLE,
      desc = "the adder saw that it is too late, or the walk saw it, or both")
  @Outcome(expect = FORBIDDEN, desc = "neither: the element is in the bag for good, and nobody knows")
  public static class Bag_AddAndLookVsCloseAndWalk {
    private final RefBag<String> bag = new RefBag<>();
    private final Place place = new Place();
    private volatile boolean closed;

    @Actor public void adder(final ZI_Result r) { bag.add("added", place); r.r1 = closed; }

    @Actor public void closer(final ZI_Result r) { closed = true; r.r2 = bag.forEach(element -> false) ? 0 : 1; }
  }
}
