package dev.quell.cluster.protocol;

/**
 * Makes readings of the two clocks. The monotonic clock of a virtual machine may stand while the machine does; the wall
 * clock is set right afterwards. What it gains on the monotonic clock is taken for such a pause.
 *
 * <p>What is left: a pause after which the wall clock is not right yet when the next thing happens, or during which it
 * was set back. A pause of less than {@link #UNSEEN_NANOS} is not seen either; whoever compares waking times allows for
 * that. A wall clock that is set forward makes a stretch look longer, which costs precision and nothing else.
 */
final class MemberClock {
  /** Above what the resolution of the wall clock makes of two readings. */
  static final long UNSEEN_NANOS = 5_000_000;
  private static final long MILLI = 1_000_000;

  private final long start;
  private long steady;
  private long suspended;
  private long ahead; // of the wall clock before the monotonic one: the least since the last jump

  MemberClock(final Now now) {
    start = now.nanos();
    ahead = aheadAt(now);
  }

  private static long aheadAt(final Now now) {
    return now.wallMillis() * MILLI - now.nanos();
  }

  /** Never goes back, whatever the clocks do. */
  Reading read(final Now now) {
    steady = Math.max(steady, now.nanos() - start);
    final long nowAhead = aheadAt(now);
    if (nowAhead - ahead > UNSEEN_NANOS) {
      suspended += nowAhead - ahead;
      ahead = nowAhead;
    } else {
      ahead = Math.min(ahead, nowAhead);
    }
    return new Reading(steady, steady + suspended);
  }
}
