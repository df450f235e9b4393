package dev.quell.internal.deadline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An object that may have a deadline. It is its own entry in the wheel, once, however often its deadline changes.
 *
 * <p>Two words say all. The deadline belongs to the object's user. {@code filed} says when the agent looks at the
 * object next: it may be earlier than the deadline, then the agent files the object on. So a user that sets one
 * deadline after another, each later than the last, finds the object filed and touches nothing that it shares.
 *
 * <pre>
 *  63                                 1     0
 * +-----------------------------------+-------+
 * | tick; 0 if the object is not filed | INBOX |
 * +-----------------------------------+-------+
 * </pre>
 */
public abstract class Timed {
  /*
   * States        not filed (0) -> in an inbox (tick, INBOX) -> in the wheel (tick) -> not filed, or a later tick; and
   *               from the wheel to an inbox, for an earlier tick
   * Invariants    TW-I1  an object with a deadline for which its user's arm has returned is filed for a tick at or
   *                      before that deadline's, or for the one at which the agent is, until the agent has dealt with
   *                      that deadline. To file it later, or not at all, the agent changes filed first and then reads
   *                      the deadline again.
   *               TW-I2  while INBOX is set the object is in one inbox, or about to be pushed by the thread that set
   *                      it, or in the hands of the one that has taken it out: the agent or its user. Only the one in
   *                      whose hands it is uses next, and clears INBOX.
   *               TW-I3  a filed object without INBOX has one entry in the wheel that counts: the one at its place, in
   *                      the bucket of its tick. All other entries of it are stale and are passed over.
   * Edges         TW-E1  arm setOpaque(deadline), fullFence or CAS(filed), then filed; the agent CAS(filed), then
   *                      getVolatile(deadline): the user sees that the object is not filed early enough, or the agent
   *                      sees the deadline
   * Tests         TW-I1  TimingWheelStress.TW_I1_ArmVsFileLater, TimingWheelStress.TW_I1_ArmVsFire,
   *                      TimingWheelStress.TW_I1_ArmVsSweep,
   *                      TimingWheelLincheckTest.shouldFireWhatIsArmedAndNothingElse
   *               TW-I2  TimingWheelStress.TW_I2_LowerVsDrain, TimingWheelStress.TW_I2_LowerTwiceVsFileLater,
   *                      TimingWheelStress.TW_I2_WithdrawVsDrain, TimingWheelStress.TW_I2_WithdrawVsPush,
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
  /** The next object in the inbox (TW-I2). */
  @Nullable
  Timed next;
  /** Where the agent has put the object last: level and index (TW-I3). */
  int place;

  /** The tick of this moment: one or more. */
  static long tick(final long nanos) {
    return (nanos >>> TICK_BITS) + 1;
  }

  static long filedAt(final long tick) {
    return tick << 1;
  }

  static long tickOf(final long filed) {
    return filed >>> 1;
  }

  static boolean isInWheel(final long filed) {
    return filed != 0 && (filed & INBOX) == 0;
  }

  // ---- for the user

  /**
   * Sets the deadline, and files the object unless it is filed early enough. True if it must be pushed into an inbox.
   */
  final boolean arm(final long nanos) {
    DEADLINE.setOpaque(this, nanos); // TW-E1
    final long tick = tick(nanos);
    while (true) {
      long seen = (long) FILED.getOpaque(this); // opaque: looked at again, or compared
      if (isEarlyEnough(seen, tick)) {
        VarHandle.fullFence(); // TW-E1
        seen = (long) FILED.getVolatile(this); // TW-E1: after the deadline
        if (isEarlyEnough(seen, tick)) {
          return false;
        }
      }
      if (FILED.compareAndSet(this, seen, filedAt(tick) | INBOX)) { // TW-E1 release; TW-I1; TW-I2
        return (seen & INBOX) == 0;
      }
    }
  }

  private static boolean isEarlyEnough(final long filed, final long tick) {
    return filed != 0 && tickOf(filed) <= tick;
  }

  /** Takes the deadline back, and leaves the object filed. True if it is in an inbox. */
  final boolean disarm() {
    DEADLINE.setOpaque(this, NONE); // opaque: the agent finds out sooner or later
    return ((long) FILED.getOpaque(this) & INBOX) != 0; // opaque: a hint, the inbox decides
  }

  /** Says that the object has been taken out of its inbox by its user. */
  final void withdrawn() {
    FILED.setRelease(this, 0L); // release: only its user changes filed while it is in nobody's hands (TW-I2)
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
    return (long) FILED.getVolatile(this); // TW-I1, TW-I2: a hint until the agent's compare-and-set
  }

  /** Files the object for another tick, or not at all. False if its user has filed it earlier meanwhile. */
  final boolean refile(final long expected, final long next) {
    return FILED.compareAndSet(this, expected, next); // TW-E1
  }
}
