package dev.quell.internal.index;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The table alone, with all entries in one bucket and more than it holds. Here, not in our own package, to reach it.
 */
public final class UuidTableStress {
  private UuidTableStress() {}

  /** Of three buckets, the first is where everything with hash 0 belongs; what it cannot hold goes to the second. */
  private abstract static class OneBucket {
    static final int FULL = 15;
    static final int HASH = 0;
    /**
     * Belongs into the second bucket, and looks, in an entry, like {@link #HASH}: a pass of that sees whether it comes
     * there.
     */
    static final int MARKER_HASH = 1 << 14;
    static final int MARKER = 100;
    private static final int SLOTS = 1 << 14;
    final UuidTable table = new UuidTable(24, SLOTS);

    /** Slots 0 to {@code count - 1} are there. */
    OneBucket(final int count) {
      for (int slot = 0; slot < count; slot++) {
        table.add(HASH, slot);
      }
    }

    /** How often a pass comes by this slot. */
    final int count(final int slot) {
      int count = 0;
      for (long at = table.first(HASH); at >= 0; at = table.after(at, HASH)) {
        count += UuidTable.slot(at) == slot ? 1 : 0;
      }
      return count;
    }
  }

  /** Places before the entry become free and are taken again; it stands in the second bucket all the while. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen once")
  @Outcome(expect = FORBIDDEN, desc = "an entry that stood throughout was missed")
  public static class UT_I2_PassVsChangesBefore extends OneBucket {
    public UT_I2_PassVsChangesBefore() {
      super(FULL + 2);
    }

    @Actor public void changer() {
      table.remove(HASH, FULL);
      table.remove(HASH, 3);
      table.add(HASH, 20);
      table.remove(HASH, 20);
    }

    @Actor public void reader(final I_Result r) { r.r1 = count(FULL + 1); }
  }

  /** Two removals and an addition change the count of those that stand further on; one of them stays. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen once")
  @Outcome(expect = FORBIDDEN, desc = "an entry that stood throughout was missed")
  public static class UT_I2_PassVsRemoveVsAddFurtherOn extends OneBucket {
    public UT_I2_PassVsRemoveVsAddFurtherOn() {
      super(FULL + 2);
    }

    @Actor public void remover() { table.remove(HASH, FULL); }

    @Actor public void adder() { table.add(HASH, 20); }

    @Actor public void reader(final I_Result r) { r.r1 = count(FULL + 1); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "added, then seen")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "added during the pass, or after it")
  @Outcome(expect = FORBIDDEN, desc = "the add had returned, and the pass missed it")
  public static class UT_I2_PassSeesWhatWasAdded extends OneBucket {
    private volatile boolean added;

    public UT_I2_PassSeesWhatWasAdded() {
      super(FULL);
    }

    @Actor public void adder() { table.add(HASH, 20); added = true; }

    @Actor public void reader(final ZI_Result r) { r.r1 = added; r.r2 = count(20); }
  }

  /** One place is left: one of the two gets it, the other goes to the second bucket. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "true, false", "false, true"}, expect = ACCEPTABLE, desc = "one saw the other, or each")
  @Outcome(expect = FORBIDDEN, desc = "both passed after they had added, and neither saw the other: two could open")
  public static class UT_E1_AddAndPassTwice extends OneBucket {
    public UT_E1_AddAndPassTwice() {
      super(FULL - 1);
    }

    @Actor public void opener1(final ZZ_Result r) { table.add(HASH, 20); r.r1 = count(21) != 0; }

    @Actor public void opener2(final ZZ_Result r) { table.add(HASH, 21); r.r2 = count(20) != 0; }
  }

  /** {@link UT_E1_AddAndPassTwice} without any overflow: two places of one bucket. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "true, false", "false, true"}, expect = ACCEPTABLE, desc = "one saw the other, or each")
  @Outcome(expect = FORBIDDEN, desc = "both passed after they had added, and neither saw the other: two could open")
  public static class UT_E1_AddAndPassInOneBucket extends OneBucket {
    public UT_E1_AddAndPassInOneBucket() {
      super(0);
    }

    @Actor public void opener1(final ZZ_Result r) { table.add(HASH, 20); r.r1 = count(21) != 0; }

    @Actor public void opener2(final ZZ_Result r) { table.add(HASH, 21); r.r2 = count(20) != 0; }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "added where there was room, removed, and the third untouched")
  @Outcome(expect = FORBIDDEN, desc = "one change lost the other")
  public static class Table_AddVsRemoveThatMakesRoom extends OneBucket {
    public Table_AddVsRemoveThatMakesRoom() {
      super(FULL + 1);
    }

    @Actor public void remover() { table.remove(HASH, 3); }

    @Actor public void adder() { table.add(HASH, 20); }

    @Arbiter public void observer(final III_Result r) {
      r.r1 = count(20);
      r.r2 = count(3);
      r.r3 = count(FULL);
    }
  }

  /** Two adders in a full bucket, and two removers after them: the count of those further on is back at zero. */
  @State
  @JCStressTest
  @Outcome(id = "11, 10", expect = ACCEPTABLE,
      desc = "both seen; when both are gone, a pass ends at the first bucket again")
  @Outcome(expect = FORBIDDEN, desc = "an entry was lost, or the count of those further on went wrong")
  public static class UT_I1_CountOfPassed extends OneBucket {
    public UT_I1_CountOfPassed() {
      super(FULL + 1);
    }

    @Actor public void changer1() { table.add(HASH, 20); table.remove(HASH, FULL); }

    @Actor public void changer2() { table.add(HASH, 21); table.remove(HASH, 21); table.add(HASH, 22); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = count(20) * 10 + count(22);
      table.add(MARKER_HASH, MARKER);
      r.r2 = count(MARKER) * 10;
      table.remove(HASH, 20);
      table.remove(HASH, 22);
      r.r2 += count(MARKER);
    }
  }
}
