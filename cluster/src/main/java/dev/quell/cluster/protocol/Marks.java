package dev.quell.cluster.protocol;

import java.util.Arrays;

/**
 * Cut-offs of the own core with the readings after them, closer together the younger they are: within the last thousand
 * ticks each, before that each tenth, hundredth and thousandth.
 *
 * <p><b>Invariant.</b> What a mark's cut-off hits began before the mark's reading: the clock was read after the
 * cut-off.
 */
final class Marks {
  /** Spares everything. */
  static final long NONE = 0;

  private static final int LEVELS = 4;
  private static final int THINNING = 10;
  private static final int PER_LEVEL = 1_000;

  private final Level[] levels = new Level[LEVELS];

  /**
   * @param spacing of the closest marks
   * @param range how far back they go at least
   */
  Marks(final long spacing, final long range) {
    long apart = spacing;
    for (int i = 0; i < LEVELS; i++) {
      final boolean last = i == LEVELS - 1;
      levels[i] = new Level(apart, last ? (int) Math.min(range / apart + PER_LEVEL, 1 << 20) : PER_LEVEL);
      apart *= THINNING;
    }
  }

  void add(final Reading reading, final long cutOff) {
    for (final Level level : levels) {
      level.add(reading, cutOff);
    }
  }

  /** The latest cut-off whose mark is within the bound; {@link #NONE} if there is none. */
  long lastWithin(final Bound bound) {
    long cutOff = NONE;
    for (final Level level : levels) {
      cutOff = Math.max(cutOff, level.lastWithin(bound));
    }
    return cutOff;
  }

  /** A ring of marks, the oldest of which gives way. */
  private static final class Level {
    private final long apart;
    private final int most;
    private long[] steady = new long[16];
    private long[] waking = new long[16];
    private long[] cutOffs = new long[16];
    private int first;
    private int size;

    Level(final long apart, final int most) {
      this.apart = apart;
      this.most = most;
    }

    void add(final Reading reading, final long cutOff) {
      if (size > 0 && reading.steady() - steady[at(size - 1)] < apart) {
        return;
      }
      if (size == most) {
        first = (first + 1) % steady.length;
        size--;
      } else if (size == steady.length) {
        grow();
      }
      final int at = at(size++);
      steady[at] = reading.steady();
      waking[at] = reading.waking();
      cutOffs[at] = cutOff;
    }

    private int at(final int index) {
      return (first + index) % steady.length;
    }

    private void grow() {
      final int length = 2 * size;
      steady = unrolled(steady, length);
      waking = unrolled(waking, length);
      cutOffs = unrolled(cutOffs, length);
      first = 0;
    }

    private long[] unrolled(final long[] ring, final int length) {
      final long[] longer = Arrays.copyOfRange(ring, first, first + length);
      System.arraycopy(ring, 0, longer, size - first, first);
      return longer;
    }

    long lastWithin(final Bound bound) {
      int low = 0;
      int high = size;
      while (low < high) { // the marks before low are within, those from high on are not: marks only grow
        final int middle = (low + high) >>> 1;
        if (bound.includes(steady[at(middle)], waking[at(middle)])) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == 0 ? NONE : cutOffs[at(low - 1)];
    }
  }
}
