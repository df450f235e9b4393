package dev.quell.cluster.protocol;

/**
 * Makes readings of the two clocks. The monotonic clock of a virtual machine may stand while the machine does; the wall
 * clock is set right afterwards. What it jumps ahead of the monotonic clock is taken for such a pause.
 *
 * <p>What is left: a pause of less than {@link #JUMP_NANOS}, and one after which nobody has set the wall clock yet. A
 * wall clock that is set forward without a pause makes a stretch look longer, which costs precision and nothing else.
 */
final class MemberClock {
  /** Above what the resolution of the wall clock and its steady correction come to between two readings. */
  static final long JUMP_NANOS = 5_000_000;
  private static final long MILLI = 1_000_000;

  private final long start;
  private long steady;
  private long suspended;
  private long ahead; // of the wall clock before the monotonic one, as of the last jump

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
    final long jump = aheadAt(now) - ahead;
    if (jump > JUMP_NANOS) {
      suspended += jump;
      ahead += jump;
    } else if (jump < -JUMP_NANOS) {
      ahead += jump; // set back: the next jump counts from there
    }
    return new Reading(steady, steady + suspended);
  }
}
