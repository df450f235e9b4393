package dev.quell.internal.deadline;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The wheel of deadlines: its user against its agent. Here, not in our own package, to reach it. */
public final class TimingWheelStress {
  private static final long TICK = 1L << Timed.TICK_BITS;

  private TimingWheelStress() {}

  /** Something with deadlines, each of which is another one. */
  private static final class Entry extends Timed {
    /** The last deadline that has been dealt with, by the agent. */
    long dealtWith;
    int fired;

    @Override
    protected long pending() {
      final long deadline = deadline();
      return deadline == dealtWith ? NONE : deadline;
    }
  }

  /** Counts what fires. */
  private static final class Firing implements Expiry<Entry> {
    @Override
    public void offer(final Entry offered, final long nowNanos) {
      final long deadline = offered.deadline();
      if (deadline != Timed.NONE && deadline != offered.dealtWith && deadline <= nowNanos) {
        offered.dealtWith = deadline;
        offered.fired++;
      }
    }

    @Override
    public void settle() {
      // done already
    }
  }

  private abstract static class Wheel {
    final TimingWheel<Entry> wheel = new TimingWheel<>(1, this::bucket);
    boolean full; // the agent's
    final Entry entry = new Entry();
    private final Firing firing = new Firing();

    private Bucket bucket() {
      if (full) {
        throw new OutOfMemoryError("no bucket");
      }
      return new Bucket();
    }

    /** The entry is in the wheel, for this moment. */
    final void filed(final long nanos) {
      wheel.arm(entry, nanos);
      turn(2 * TICK);
    }

    /** Turns until nothing is left to do. */
    final void turn(final long nanos) {
      boolean more = true;
      while (more) {
        more = wheel.turn(nanos, firing);
      }
    }
  }

  /** The agent comes to an entry that has no deadline, just when it gets one: at the tick for which it was filed. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "filed on by the agent, or filed again by its user")
  @Outcome(expect = FORBIDDEN, desc = "its user found it filed, and the agent found no deadline")
  public static class TW_E1_ArmVsUnfile extends Wheel {
    public TW_E1_ArmVsUnfile() {
      filed(5 * TICK);
      entry.disarm();
    }

    @Actor public void user() { wheel.arm(entry, 5 * TICK + 100); }

    @Actor public void agent() { turn(5 * TICK + 50); }

    @Arbiter public void observer(final I_Result r) { turn(6 * TICK); r.r1 = entry.fired; }
  }

  /** The agent files an entry for a later tick, just when its user makes the deadline earlier. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "filed for the earlier deadline, by the one or the other")
  @Outcome(expect = FORBIDDEN, desc = "its user found it filed early enough, and the agent filed it later")
  public static class TW_I1_ArmVsFileLater extends Wheel {
    public TW_I1_ArmVsFileLater() {
      filed(5 * TICK);
      wheel.arm(entry, 50 * TICK);
    }

    @Actor public void user() { wheel.arm(entry, 7 * TICK); }

    @Actor public void agent() { turn(6 * TICK); }

    @Arbiter public void observer(final I_Result r) { turn(8 * TICK); r.r1 = entry.fired; }
  }

  /** The agent finds no memory to file an entry later, just when its user makes the deadline earlier. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE,
      desc = "kept by the agent or pushed by its user, and filed in the next turn")
  @Outcome(expect = FORBIDDEN, desc = "one of them is lost, or in two lists")
  public static class TW_I2_ArmVsKeep extends Wheel {
    private final Entry other = new Entry();

    public TW_I2_ArmVsKeep() {
      filed(5 * TICK);
      wheel.arm(entry, 50 * TICK);
      wheel.arm(other, 50 * TICK);
    }

    @Actor public void user() { wheel.arm(entry, 7 * TICK); }

    @Actor public void agent() {
      full = true;
      for (int i = 0; i < 3; i++) {
        try {
          turn(6 * TICK);
        } catch (final OutOfMemoryError e) {
          // it goes on with the next turn
        }
      }
      full = false;
    }

    @Arbiter public void observer(final II_Result r) {
      turn(7 * TICK); // a turn without memory may have ended in the middle of the inbox
      turn(50 * TICK);
      r.r1 = entry.fired;
      r.r2 = other.fired;
    }
  }

  /** The same, but its user is stopped before it has pushed the entry: the agent must not wait for it. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "filed by the agent, for the one or the other")
  @Outcome(expect = FORBIDDEN, desc = "left to its user, and the deadline that was there is lost meanwhile")
  public static class TW_I1_StoppedUserVsFileLater extends Wheel {
    public TW_I1_StoppedUserVsFileLater() {
      filed(5 * TICK);
      wheel.arm(entry, 50 * TICK);
    }

    @Actor public void user() { entry.arm(7 * TICK); }

    @Actor public void agent() { turn(6 * TICK); }

    @Arbiter public void observer(final I_Result r) { turn(50 * TICK); r.r1 = entry.fired; }
  }

  /** The agent deals with a deadline, just when its user sets the next one. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "the new one alone")
  @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "the old one, then the new one")
  @Outcome(expect = FORBIDDEN, desc = "the new one was lost with the old one")
  public static class TW_I1_ArmVsFire extends Wheel {
    private static final long NEXT = 5 * TICK + 10;

    public TW_I1_ArmVsFire() {
      filed(5 * TICK);
    }

    @Actor public void user() { wheel.arm(entry, NEXT); }

    @Actor public void agent() { turn(5 * TICK + 20); }

    @Arbiter public void observer(final ZI_Result r) {
      turn(6 * TICK);
      r.r1 = entry.dealtWith == NEXT;
      r.r2 = entry.fired;
    }
  }

  /** The sweep meets an entry that has no deadline, just when it gets one. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "left, or filed again")
  @Outcome(expect = FORBIDDEN, desc = "swept away with its deadline")
  public static class TW_I1_ArmVsSweep extends Wheel {
    public TW_I1_ArmVsSweep() {
      filed(TimeUnit.SECONDS.toNanos(120));
      entry.disarm();
    }

    @Actor public void user() { wheel.arm(entry, TimeUnit.SECONDS.toNanos(121)); }

    @Actor public void agent() { turn(TimeUnit.SECONDS.toNanos(61)); }

    @Arbiter public void observer(final I_Result r) {
      turn(TimeUnit.SECONDS.toNanos(121));
      r.r1 = entry.fired;
    }
  }

  /** An entry is made earlier while it is in the inbox, just when the agent takes it out. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "filed for the earlier deadline, pushed again or not")
  @Outcome(expect = FORBIDDEN, desc = "filed for the later one, or in the inbox twice and the one below it lost")
  public static class TW_I2_LowerVsDrain extends Wheel {
    private final Entry below = new Entry();

    public TW_I2_LowerVsDrain() {
      wheel.arm(below, 6 * TICK);
      wheel.arm(entry, 50 * TICK);
    }

    @Actor public void user() { wheel.arm(entry, 7 * TICK); }

    @Actor public void agent() { turn(3 * TICK); }

    @Arbiter public void observer(final II_Result r) {
      turn(8 * TICK);
      r.r1 = entry.fired;
      r.r2 = below.fired;
    }
  }

  /** An entry is made earlier twice, just when the agent files it for a later tick: it must be in the inbox once. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "filed for the earliest deadline")
  @Outcome(expect = FORBIDDEN, desc = "in the inbox twice and the one below it lost")
  public static class TW_I2_LowerTwiceVsFileLater extends Wheel {
    private final Entry below = new Entry();

    public TW_I2_LowerTwiceVsFileLater() {
      filed(39 * TICK);
      wheel.arm(entry, 90 * TICK);
    }

    @Actor public void user() {
      wheel.arm(below, 95 * TICK);
      wheel.arm(entry, 30 * TICK);
      wheel.arm(entry, 20 * TICK);
    }

    @Actor public void agent() { turn(40 * TICK); }

    @Arbiter public void observer(final ZI_Result r) {
      turn(41 * TICK);
      r.r1 = entry.dealtWith == 20 * TICK;
      turn(95 * TICK);
      r.r2 = below.fired;
    }
  }

  /** An entry takes itself out of the inbox, just when another one is put on top of it. */
  @State
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the other one is there, and this one has no deadline")
  @Outcome(expect = FORBIDDEN, desc = "it took the other one with it")
  public static class TW_I2_WithdrawVsPush extends Wheel {
    private final Entry other = new Entry();

    public TW_I2_WithdrawVsPush() {
      wheel.arm(entry, 5 * TICK);
    }

    @Actor public void user1() { wheel.disarm(entry); }

    @Actor public void user2() { wheel.arm(other, 6 * TICK); }

    @Arbiter public void observer(final II_Result r) {
      turn(7 * TICK);
      r.r1 = other.fired;
      r.r2 = entry.fired;
    }
  }

  /** An object takes itself out of the inbox and comes again, just when the agent empties it. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both are there")
  @Outcome(expect = FORBIDDEN, desc = "it, or the one below it, was lost or came twice")
  public static class TW_I2_WithdrawVsDrain extends Wheel {
    private final Entry below = new Entry();

    public TW_I2_WithdrawVsDrain() {
      wheel.arm(below, 7 * TICK);
      wheel.arm(entry, 50 * TICK);
    }

    @Actor public void user() {
      wheel.disarm(entry);
      wheel.arm(entry, 8 * TICK);
    }

    @Actor public void agent() { turn(3 * TICK); }

    @Arbiter public void observer(final II_Result r) {
      turn(9 * TICK);
      r.r1 = entry.fired;
      r.r2 = below.fired;
    }
  }

  /** Two threads push onto one stack. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both are there")
  @Outcome(expect = FORBIDDEN, desc = "one pushed the other off")
  public static class IB_E1_PushVsPush extends Wheel {
    private final Entry other = new Entry();

    @Actor public void user1() { wheel.arm(entry, 5 * TICK); }

    @Actor public void user2() { wheel.arm(other, 6 * TICK); }

    @Arbiter public void observer(final II_Result r) {
      turn(6 * TICK);
      r.r1 = entry.fired;
      r.r2 = other.fired;
    }
  }

  /** A thread pushes two entries while the agent takes out what is there. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both come through")
  @Outcome(expect = FORBIDDEN, desc = "one was lost")
  public static class IB_E1_PushVsDrain extends Wheel {
    private final Entry other = new Entry();

    @Actor public void user() {
      wheel.arm(entry, 5 * TICK);
      wheel.arm(other, 6 * TICK);
    }

    @Actor public void agent() { turn(3 * TICK); }

    @Arbiter public void observer(final II_Result r) {
      turn(6 * TICK);
      r.r1 = entry.fired;
      r.r2 = other.fired;
    }
  }
}
