package dev.quell.internal.slots;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The taken bits of one group of slots: the allocator. Here, not in our own package, to reach it. */
public final class SegmentStress {
  private SegmentStress() {}

  private abstract static class OneGroup {
    final Segment<Object, Object, Object> segment = new Segment<>(0);
    final int first = segment.tryTake(0);
    final int second = segment.tryTake(0);
  }

  @State
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "both free")
  @Outcome(expect = FORBIDDEN, desc = "one brought the other's bit back: a slot is lost")
  public static class SG_I4_GiveBackVsGiveBack extends OneGroup {
    @Actor public void ender1() { segment.giveBack(first); }

    @Actor public void ender2() { segment.giveBack(second); }

    @Arbiter public void observer(final II_Result r) { r.r1 = (int) segment.takenAcquire(0); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 4", expect = ACCEPTABLE, desc = "each has a slot of its own")
  @Outcome(expect = FORBIDDEN, desc = "one slot for two")
  public static class SG_I4_TakeVsTake extends OneGroup {
    private int third;
    private int fourth;

    @Actor public void opener1() { third = segment.tryTake(0); }

    @Actor public void opener2() { fourth = segment.tryTake(0); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = third != fourth && third > second && fourth > second;
      r.r2 = Long.bitCount(segment.takenAcquire(0));
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, 2"}, expect = ACCEPTABLE, desc = "one left and one came")
  @Outcome(expect = FORBIDDEN, desc = "a bit was lost or brought back")
  public static class SG_I4_TakeVsGiveBack extends OneGroup {
    private int third;

    @Actor public void opener() { third = segment.tryTake(0); }

    @Actor public void ender() { segment.giveBack(first); }

    @Arbiter public void observer(final ZI_Result r) {
      final long taken = segment.takenAcquire(0);
      r.r1 = (taken & 1L << third) != 0 && (third == first || (taken & 1L << first) == 0);
      r.r2 = Long.bitCount(taken);
    }
  }
}
