package dev.quell.internal.slots;

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

/** The free places and slots of sessions, in lanes. Here, not in our own package, to reach them. */
public final class LanesStress {
  private LanesStress() {}

  /** Two take the slot of one cell. */
  @State
  @JCStressTest
  @Outcome(id = {"41, -2", "-2, 41"}, expect = ACCEPTABLE, desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both have it, or neither")
  public static class LN_I3_TakeVsTake {
    private final Lanes lanes = new Lanes(0, 2);

    public LN_I3_TakeVsTake() {
      lanes.put(0, 41);
    }

    @Actor public void taker1(final II_Result r) { r.r1 = lanes.take(0); }

    @Actor public void taker2(final II_Result r) { r.r2 = lanes.take(1); }
  }

  /** Two give a slot back into one lane, whose cells are nearly full. */
  @State
  @JCStressTest
  @Outcome(id = "8", expect = ACCEPTABLE, desc = "each in a cell, or one of them freed by its thread")
  @Outcome(expect = FORBIDDEN, desc = "one was put over the other")
  public static class LN_I1_PutVsPut {
    private final Lanes lanes = new Lanes(0, 1);

    public LN_I1_PutVsPut() {
      for (int slot = 0; slot < 6; slot++) {
        lanes.put(0, slot);
      }
    }

    private void put(final int slot) {
      if (!lanes.put(0, slot)) {
        lanes.put(0);
      }
    }

    @Actor public void giver1() { put(41); }

    @Actor public void giver2() { put(42); }

    @Arbiter public void observer(final I_Result r) { r.r1 = lanes.free(); }
  }

  /** A place moves from the second lane to the first, and is never nowhere, while one thread looks for a place. */
  @State
  @JCStressTest
  @Outcome(id = {"-1, 0", "-1, 1"}, expect = ACCEPTABLE, desc = "it has found the place, before or after the move")
  @Outcome(expect = FORBIDDEN, desc = "it was refused though there was a place all the time")
  public static class LN_I2_TakeVsMove {
    private final Lanes lanes = new Lanes(0, 2);

    public LN_I2_TakeVsMove() {
      lanes.put(1);
    }

    @Actor public void taker(final II_Result r) { r.r1 = lanes.take(0); }

    @Actor public void mover() {
      lanes.put(0);
      lanes.takeFrom(1);
    }

    @Arbiter public void observer(final II_Result r) { r.r2 = lanes.free(); }
  }

  /** A place that is counted is taken by two. */
  @State
  @JCStressTest
  @Outcome(id = {"-1, -2, 0", "-2, -1, 0"}, expect = ACCEPTABLE, desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both have it, or neither")
  public static class LN_I1_TakeVsTake {
    private final Lanes lanes = new Lanes(1, 2);

    @Actor public void taker1(final III_Result r) { r.r1 = lanes.take(0); }

    @Actor public void taker2(final III_Result r) { r.r2 = lanes.take(1); }

    @Arbiter public void observer(final III_Result r) { r.r3 = lanes.free(); }
  }
}
