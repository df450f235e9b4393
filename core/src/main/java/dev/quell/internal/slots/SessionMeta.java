package dev.quell.internal.slots;

/**
 * When a session was opened and last used, and its place in a chunk of its owner's bag, in one long of its record.
 *
 * <pre>
 *  63          35 34          6 5      0
 * +--------------+-------------+--------+
 * | opened (29)  | used (29)   | bit(6) |
 * +--------------+-------------+--------+
 * </pre>
 *
 * <p>Times count units of 256 milliseconds of core time. They wrap after 4.3 years of uptime, so they are read relative
 * to now and are exact for the last 2.1 years. A session that was opened earlier looks younger than it is, or just
 * opened.
 */
public final class SessionMeta {
  /** A unit of time is 2<sup>8</sup> core milliseconds. */
  private static final int UNIT_BITS = 8;

  /** Milliseconds in a unit of time; a time read back is early by less than this. */
  public static final int UNIT_MS = 1 << UNIT_BITS;

  private static final int BIT_BITS = 6;
  private static final int TIME_BITS = 29;
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;

  private SessionMeta() {}

  /** Opened and last used at this time, without a place yet. */
  static long opened(final long units) {
    return (units << TIME_BITS | units) << BIT_BITS;
  }

  public static long units(final long coreMillis) {
    return coreMillis >>> UNIT_BITS & TIME_MASK;
  }

  /** Core milliseconds of the opening, to a unit. */
  public static long openedMs(final long meta, final long nowMs) {
    return resolve(meta >>> (BIT_BITS + TIME_BITS), nowMs);
  }

  /** Core milliseconds of the last use, to a unit. */
  public static long usedMs(final long meta, final long nowMs) {
    return resolve(usedUnits(meta), nowMs);
  }

  private static long usedUnits(final long meta) {
    return meta >>> BIT_BITS & TIME_MASK;
  }

  /** The time nearest to now that has these low bits. */
  private static long resolve(final long units, final long nowMs) {
    final long nowUnits = nowMs >>> UNIT_BITS;
    return Math.max(0, nowUnits - signed(nowUnits - units)) << UNIT_BITS;
  }

  /** Whether the last use was before {@code units}. */
  static boolean isUsedBefore(final long meta, final long units) {
    final long used = usedUnits(meta);
    return used != units && signed(units - used) > 0;
  }

  private static long signed(final long difference) {
    return difference << (Long.SIZE - TIME_BITS) >> (Long.SIZE - TIME_BITS);
  }

  public static long withUsed(final long meta, final long units) {
    return meta & ~(TIME_MASK << BIT_BITS) | units << BIT_BITS;
  }

  static long withBit(final long meta, final int bit) {
    return meta & -(1L << BIT_BITS) | bit;
  }

  static int bit(final long meta) {
    return (int) meta & ((1 << BIT_BITS) - 1);
  }
}
