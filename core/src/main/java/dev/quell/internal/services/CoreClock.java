package dev.quell.internal.services;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Core time: one long that is a coarse clock and an exact order at once (a hybrid logical clock, after S. Kulkarni et
 * al., "Logical Physical Clocks", OPODIS 2014).
 *
 * <pre>
 *  63 62                                20 19             0
 * +--+------------------------------------+----------------+
 * |0 | milliseconds since the core started | turn           |
 * +--+------------------------------------+----------------+
 * </pre>
 *
 * <p>Beginning an operation stamps it with a plain read of this long, which costs a fraction of a nanosecond where
 * {@code System.nanoTime()} costs 20. {@link #cutOff} advances the long by one turn, so what was stamped before the
 * call and what is stamped after it never share a value: the order is exact even though the clock is coarse. {@link
 * #tick} moves the milliseconds on; the background agent does so about every millisecond.
 */
public final class CoreClock {
  /*
   * Invariants    CC-I1  core time never decreases: each change is an addition, or a compare-and-set to a greater
   *                      value.
   *               CC-I2  stamps read after cutOff returned c are greater than c; stamps read before it was called are
   *                      at most c.
   * Edges         CC-E1  cutOff getAndAdd -> stamp getAcquire: nothing of a later operation is ordered before its stamp
   * Tests         CC-I1  CoreClockLincheckTest.shouldNeverGoBackAndPartWhatIsBeforeFromWhatIsAfter,
   *                      CoreClockLincheckTest.shouldNeverGoBackAndPartWhatIsBeforeFromWhatIsAfterOnRealThreads,
   *                      KillCutOffTest.shouldNeverGoBack
   *               CC-I2, CC-E1  LabelStress.CC_I2_CutOffVsBegin, KillCutOffTest.shouldSeparateHoweverCloseTogether
   */

  private static final VarHandle NOW;
  private static final int TURN_BITS = 20;
  /** Core time when the clock is made: above zero, so that a cut-off of zero lies before everything. */
  private static final long FIRST_MILLIS = 1;
  private static final long MAX_MILLIS = (1L << (Long.SIZE - 1 - TURN_BITS)) - 1;

  static {
    try {
      NOW = MethodHandles.lookup().findVarHandle(CoreClock.class, "now", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LongSupplier nanos;
  private final long startNanos;
  private final long startEpochMillis;
  // Read by every begin and written about once a millisecond: this object is allocated once, among what seldom changes.
  @SuppressWarnings("unused") // through NOW
  private long now = FIRST_MILLIS << TURN_BITS;

  /**
   * @param nanos a monotonic clock like {@code System::nanoTime}
   * @param epochMillis the wall clock time to which core time 0 is pinned
   */
  public CoreClock(final LongSupplier nanos, final long epochMillis) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong() - FIRST_MILLIS * 1_000_000;
    this.startEpochMillis = epochMillis - FIRST_MILLIS;
  }

  /** Core time as of the last tick: what a beginning operation or cursor is stamped with. */
  public long stamp() {
    return (long) NOW.getAcquire(this); // CC-E1 acquire; CC-I2
  }

  /** Milliseconds since the start, as of the last tick. */
  public long coarseMillis() {
    return millis((long) NOW.getOpaque(this)); // opaque: a time
  }

  /** Reads the exact clock and moves core time up to it. Wait-free but for others doing the same. */
  public long tick() {
    final long target = exactMillis() << TURN_BITS;
    while (true) {
      final long seen = (long) NOW.getOpaque(this); // opaque: the CAS decides
      if (seen >= target) {
        return seen;
      }
      if (NOW.compareAndSet(this, seen, target)) { // CC-I1
        return target;
      }
    }
  }

  /** A core time that separates: at most this was stamped before the call, more than this is stamped after it. */
  public long cutOff() {
    return (long) NOW.getAndAdd(this, 1L); // CC-E1 release; CC-I1, CC-I2
  }

  /** The greatest core time whose milliseconds lie at or before {@code instant}; -1 if that is before the start. */
  public long at(final Instant instant) {
    final long millis;
    try {
      millis = Math.subtractExact(instant.toEpochMilli(), startEpochMillis);
    } catch (final ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? -1 : Long.MAX_VALUE;
    }
    if (millis < 0) {
      return -1;
    }
    return millis >= MAX_MILLIS ? Long.MAX_VALUE : ((millis + 1) << TURN_BITS) - 1;
  }

  public Instant instant(final long stamp) {
    return instantOfMillis(millis(stamp));
  }

  public Instant instantOfMillis(final long millis) {
    return Instant.ofEpochMilli(startEpochMillis + millis);
  }

  public static long millis(final long stamp) {
    return stamp >>> TURN_BITS;
  }

  public long exactMillis() {
    return (nanos.getAsLong() - startNanos) / 1_000_000;
  }

  public long nanoTime() {
    return nanos.getAsLong();
  }
}
