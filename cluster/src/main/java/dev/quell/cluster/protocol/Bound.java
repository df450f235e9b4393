package dev.quell.cluster.protocol;

import dev.quell.cluster.protocol.Entry.Target;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a late kill may cut: at the last mark that is at most max(A, min(F, P)). Each is a reading of the own
 * clock that is not later than the call, so what such a mark hits began before the call, and so before its return (C3).
 *
 * <ul>
 *   <li><b>A</b>: the last reading of this member that the caller had heard. It was made before the call, whatever any
 *       clock does.
 *   <li><b>F</b>: A plus the time on the caller's clock from there to the call. Right unless this member's clock has
 *       stood while the caller's ran. So it is held against {@link Reading#waking}, which counts pauses, and the
 *       caller measures by its monotonic clock, which never counts too much.
 *   <li><b>P</b>: the reading of this member that the message echoes, less the age of the kill. The message was sent
 *       after that reading, so no stop of this member makes P wrong. Right unless the clock of somebody who held the
 *       kill has stood. So ages are measured by {@link Reading#waking}, and P is held against {@link Reading#steady}.
 * </ul>
 *
 * <p>F and P fail for different reasons: their minimum is right unless the machine of this member and that of a holder
 * have both stood still, and neither wall clock shows it. This is why P does not count how long the sender had held the
 * echo: with it both would fail when this machine alone stood still after the reading, by as much as the message then
 * took on its way. What that costs is little, because a member {@linkplain Inbox asks back} when the echo was held for
 * longer than a few ticks, and what answers a question echoes the question.
 *
 * @param a on the steady clock
 * @param f on the waking clock
 * @param p on the steady clock
 */
record Bound(long a, long f, long p) {
  /** A member that the caller had not heard of has neither A nor F. */
  private static final long UNKNOWN_A = Long.MIN_VALUE;
  private static final long UNKNOWN_F = Long.MAX_VALUE;

  /**
   * @param target what the caller knew of this member; null if nothing
   * @param echoed the own reading that the sender had heard, on the steady clock
   * @param age how long before the sending the kill was called, at most
   */
  static Bound of(final @Nullable Target target, final long echoed, final long age, final Rates rates) {
    final long p = echoed - rates.shownAtMost(age);
    if (target == null) {
      return new Bound(UNKNOWN_A, UNKNOWN_F, p);
    }
    final long a = target.heard().steady();
    final long f = target.heard().waking() + rates.shownAtLeast(rates.atLeast(target.sinceNanos()))
        - MemberClock.UNSEEN_NANOS;
    return new Bound(a, f, p);
  }

  /** Whether a mark is within; if it is, all earlier ones are. */
  boolean includes(final long steady, final long waking) {
    return steady <= a || steady <= p && waking <= f;
  }
}
