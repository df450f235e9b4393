package dev.quell.internal.deadline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An object that may have a deadline. It is its own entry in the wheel, once, however often its deadline changes.
 *
 * <p>Two words say all. The deadline belongs to the object's user. {@code filed} says for which tick the object has an
 * entry in the wheel: it may be earlier than the deadline, then the agent files the object on. So a user that sets one
 * deadline after another, each later than the last, finds the object filed and touches nothing that it shares. If the
 * entry is too late, or there is none, the user pushes the object into an inbox, for the agent to file it.
 *
 * <pre>
 *  63                                          1     0
 * +--------------------------------------------+-------+
 * | tick of the entry in the wheel; 0 for none | INBOX |
 * +--------------------------------------------+-------+
 * </pre>
 */
public abstract class Timed {
  /*
   * States        the tick is the agent's: 0, or that of the entry. INBOX is set by the object's user, or by the agent
   *               that finds no memory to file it, and cleared by the one that has taken the object out again
   * Invariants    TW-I1  an object with a deadline for which its user's arm has returned has INBOX, or an entry for a
   *                      tick at or before that deadline's, or is in the agent's hands, until the agent has dealt with
   *                      that deadline. To file it later, or not at all, or to clear INBOX, the agent changes filed
   *                      first and then reads the deadline again.
   *               TW-I2  while INBOX is set the object is in one inbox, or about to be pushed by the thread that set
   *                      it, or in the hands of the one that has taken it out, the agent or its user, or in the agent's
   *                      own list. Only the one in whose hands it is uses next, and clears INBOX.
   *               TW-I3  an object whose tick is not 0 has one entry that counts, whatever INBOX says: the one at its
   *                      place, in the bucket of its tick. All other entries of it are stale and are passed over.
   *                      (A stale one in the bucket of the present tick may be at the place of one that arrives for
   *                      that tick. Then it is visited in its stead, which does no harm.)
   * Edges         TW-E1  the user setOpaque(deadline), then a full fence and a look at filed, or a change of it; the
   *                      agent a change of filed, then getVolatile(deadline): the user sees that it has to push, or the
   *                      agent sees the deadline
   * Tests         TW-I1  TimingWheelStress.TW_I1_ArmVsFileLater, TimingWheelStress.TW_I1_ArmVsFire,
   *                      TimingWheelStress.TW_I1_ArmVsSweep, TimingWheelStress.TW_I1_StoppedUserVsFileLater,
   *                      TimingWheelLincheckTest.shouldFireWhatIsArmedAndNothingElse
   *               TW-I2  TimingWheelStress.TW_I2_LowerVsDrain, TimingWheelStress.TW_I2_LowerTwiceVsFileLater,
   *                      TimingWheelStress.TW_I2_WithdrawVsDrain, TimingWheelStress.TW_I2_WithdrawVsPush,
   *                      TimingWheelStress.TW_I2_ArmVsKeep,
   *                      TimingWheelLincheckTest.shouldFireWhatIsArmedAndNothingElse
   *               TW-I3  argued: place and buckets are the agent's alone, and TimingWheelTest drives it by hand
   *               TW-E1  TimingWheelStress.TW_E1_ArmVsUnfile
   */

  /** No deadline. Core time starts above it. */
  public static final long NONE = 0;

  /** A tick is 2^20 nanoseconds, so 1.05 milliseconds. */
  static final int TICK_BITS = 20;

  private static final long INBOX = 1;
  private static final VarHandle DEADLINE;
  private static final VarHandle FILED;

  static {
    try {
      final MethodHandles.Lookup lookup = MethodHandles.lookup();
      DEADLINE = lookup.findVarHandle(Timed.class, "deadline", long.class);
      FILED = lookup.findVarHandle(Timed.class, "filed", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through DEADLINE
  private long deadline = NONE;
  @SuppressWarnings("unused") // through FILED
  private long filed;
  /** The next object in the inbox, or in the agent's list (TW-I2). */
  @Nullable
  Timed next;
  /** Where the agent has put the object last: level and index (TW-I3). */
  int place;

  /** The tick of this moment: one or more. */
  static long tick(final long nanos) {
    return (nanos >>> TICK_BITS) + 1;
  }

  static long tickOf(final long filed) {
    return filed >>> 1;
  }

  // ---- for the user

  /** Sets the deadline. True if the object must be pushed into an inbox: it has no entry, or one that is too late. */
  final boolean arm(final long nanos) {
    DEADLINE.setOpaque(this, nanos); // TW-E1
    final long tick = tick(nanos);
    if (isEarlyEnough((long) FILED.getOpaque(this), tick)) { // opaque: looked at again
      VarHandle.fullFence(); // TW-E1
      if (isEarlyEnough((long) FILED.getVolatile(this), tick)) { // TW-E1: after the deadline
        return false;
      }
    }
    return ((long) FILED.getAndBitwiseOr(this, INBOX) & INBOX) == 0; // TW-E1; TW-I2
  }

  static boolean isEarlyEnough(final long filed, final long tick) {
    return filed != 0 && ((filed & INBOX) != 0 || tickOf(filed) <= tick);
  }

  /** Takes the deadline back, and leaves the object filed. True if it is in an inbox. */
  final boolean disarm() {
    DEADLINE.setOpaque(this, NONE); // opaque: the agent finds out sooner or later
    return ((long) FILED.getOpaque(this) & INBOX) != 0; // opaque: a hint, the inbox decides
  }

  /** Whether it has a deadline. For the user. */
  protected final boolean hasDeadline() {
    return (long) DEADLINE.getOpaque(this) != NONE; // opaque: written by this thread
  }

  // ---- for any thread

  /** The deadline in core nanoseconds, or {@link #NONE}. */
  protected final long deadline() {
    return (long) DEADLINE.getVolatile(this); // TW-E1
  }

  // ---- for the agent

  /**
   * The deadline that the agent has to come back for, or {@link #NONE}: none is set, or it has been dealt with. It
   * reads {@link #deadline()} before anything else. In doubt it returns the deadline.
   */
  protected abstract long pending();

  final long filed() {
    return (long) FILED.getVolatile(this); // TW-I3: its tick is the agent's own
  }

  /** Notes that the object has, or will have in a moment, an entry for this tick and no other; none if it is 0. */
  final void refile(final long tick) {
    long seen;
    do {
      seen = (long) FILED.getOpaque(this); // opaque: compared
    } while (!FILED.compareAndSet(this, seen, tick << 1 | seen & INBOX)); // TW-E1; TW-I2: INBOX is not the agent's
  }

  /**
   * Notes that the agent keeps the object, which it could not file, in a list of its own. False if the user has pushed
   * it into an inbox meanwhile, or is about to.
   */
  final boolean keep() {
    refile(0); // TW-I3
    return ((long) FILED.getAndBitwiseOr(this, INBOX) & INBOX) == 0; // TW-I2
  }

  // ---- for the one that has taken it out of its inbox

  /** Notes that the object is in an inbox no more. */
  final void takenOut() {
    FILED.getAndBitwiseAnd(this, ~INBOX); // TW-E1; TW-I2
  }
}
