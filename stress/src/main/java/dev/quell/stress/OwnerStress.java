package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.internal.bag.IntBag;
import dev.quell.internal.bag.Place;
import dev.quell.internal.owner.OwnerRecord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The slots of one owner: one is kept in its record, further ones in chunks. */
public final class OwnerStress {
  private OwnerStress() {}

  private abstract static class OneOwner {
    private static final int SEGMENT = 64;
    final OwnerRecord owner = new Fixture.Small(SEGMENT).owners.attach(Fixture.owner(1));
    final Place first = new Place();

    /** How often a walk meets the slot. */
    final int count(final int slot) {
      int count = owner.only() == slot ? 1 : 0;
      for (IntBag.Ints chunk = owner.first(); chunk != null; chunk = owner.after(chunk)) {
        for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
          count += chunk.at(Long.numberOfTrailingZeros(taken)) == slot ? 1 : 0;
        }
      }
      return count;
    }
  }

  /** Two slots come at once, and one place is in the record. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "both are there once, and gone when both were removed")
  @Outcome(expect = FORBIDDEN, desc = "one took the place of the other, or one is in two places")
  public static class OR_I3_AddVsAdd extends OneOwner {
    private final Place second = new Place();

    @Actor public void adder1() { owner.add(8, first); }

    @Actor public void adder2() { owner.add(9, second); }

    @Arbiter public void observer(final III_Result r) {
      r.r1 = count(8);
      r.r2 = count(9);
      owner.remove(8, first);
      owner.remove(9, second);
      r.r3 = count(8) + count(9);
    }
  }

  /** The slot in the record goes while another comes. */
  @State
  @JCStressTest
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the one has gone and the other is there once")
  @Outcome(expect = FORBIDDEN, desc = "the remove took the other slot, or its place was not known")
  public static class OR_I3_AddVsRemove extends OneOwner {
    private final Place second = new Place();

    public OR_I3_AddVsRemove() {
      owner.add(8, first);
    }

    @Actor public void adder() { owner.add(9, second); }

    @Actor public void remover() { owner.remove(8, first); }

    @Arbiter public void observer(final III_Result r) {
      r.r1 = count(8);
      r.r2 = count(9);
      owner.remove(9, second);
      r.r3 = count(9);
    }
  }

  /** A slot that is there throughout stays where it is while the place in the record is left and taken. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "met once, and the last is there")
  @Outcome(expect = FORBIDDEN, desc = "a walk missed a slot that was there throughout, or met it twice")
  public static class OR_I3_WalkVsAddAndRemove extends OneOwner {
    public OR_I3_WalkVsAddAndRemove() {
      owner.add(8, first);
      owner.add(7, new Place());
    }

    @Actor public void changer() {
      owner.remove(8, first);
      final Place next = new Place();
      owner.add(9, next);
      owner.remove(9, next);
      owner.add(10, new Place());
    }

    @Actor public void walker(final II_Result r) { r.r1 = count(7); }

    @Arbiter public void observer(final II_Result r) { r.r2 = count(10); }
  }

  /** What was added before a walk started is met. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "added, then met; or about then")
  @Outcome(expect = FORBIDDEN, desc = "the add had returned, and the walk missed the slot")
  public static class OR_E2_WalkSeesWhatWasAdded extends OneOwner {
    private volatile boolean added;

    @Actor public void adder() { owner.add(9, first); added = true; }

    @Actor public void walker(final ZI_Result r) { r.r1 = added; r.r2 = count(9); }
  }
}
