package dev.quell.internal.services;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Core time: one long that is both a coarse clock and an exact order (a hybrid logical clock, after S. Kulkarni et al.,
 * "Logical Physical Clocks", OPODIS 2014).
 *
 * <pre>
 *  63 62                                20 19             0
 * +--+------------------------------------+----------------+
 * |0 | milliseconds since the core started | turn           |
 * +--+------------------------------------+----------------+
 * </pre>
 *
 * <p>A begin stamps its operation with one load of this long, which is far cheaper than {@code System.nanoTime()}.
 * {@link #cutOff} advances the long by one turn, so stamps read before the call and after it never share a value: the
 * order is exact although the clock is coarse. {@link #tick} advances the milliseconds; the background agent calls it
 * about every millisecond.
 */
public final class CoreClock extends Apart {
  /*
   * Invariants    CC-I1  core time never decreases: each change is an addition, or a compare-and-set to a greater
   *                      value.
   *               CC-I2  stamps read after cutOff returned c are greater than c; stamps read before it was called are
   *                      at most c.
   * Edges         CC-E1  cutOff getAndAdd -> stamp getAcquire: no step of an operation is ordered before its stamp
   * Tests         CC-I1  CoreClockLincheckTest.shouldNeverGoBackAndPartWhatIsBeforeFromWhatIsAfter,
   *                      CoreClockLincheckTest.shouldNeverGoBackAndPartWhatIsBeforeFromWhatIsAfterOnRealThreads,
   *                      KillCutOffTest.shouldNeverGoBack
   *               CC-I2, CC-E1  LabelStress.CC_I2_CutOffVsBegin, KillCutOffTest.shouldSeparateHoweverCloseTogether
   */

  /** The clock of a core that has not been given another one. Reading it takes longer than a begin and an end. */
  public static final LongSupplier SYSTEM = System::nanoTime;

  private static final VarHandle NOW;
  private static final VarHandle COARSE;
  /** What is shorter is measured by the exact clock. */
  private static final long COARSE_FROM_NANOS = TimeUnit.SECONDS.toNanos(1);
  /** How old the coarse clock is at most, if the agent is in time: it sleeps a millisecond, and wakes a little late. */
  private static final long PRECISION_NANOS = 1_050_000;
  private static final int TURN_BITS = 20;
  /** Core time when the clock is made: above zero, so that a cut-off of zero precedes every stamp. */
  private static final long FIRST_MILLIS = 1;
  private static final long MAX_MILLIS = (1L << (Long.SIZE - 1 - TURN_BITS)) - 1;

  static {
    try {
      NOW = MethodHandles.lookup().findVarHandle(CoreClock.class, "now", long.class);
      COARSE = MethodHandles.lookup().findVarHandle(CoreClock.class, "coarse", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LongSupplier nanos;
  private final long startNanos;
  private final long startEpochMillis;
  @SuppressWarnings("unused") // through NOW
  // Read by every begin, written about once a millisecond. The clock is allocated among objects that seldom change.
  private long now = FIRST_MILLIS << TURN_BITS;
  @SuppressWarnings("unused") // through COARSE
  private long coarse = FIRST_MILLIS * 1_000_000; // exact time as of the last tick
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param nanos a monotonic clock like {@code System::nanoTime}
   * @param epochMillis the wall clock time now
   */
  public CoreClock(final LongSupplier nanos, final long epochMillis) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong() - FIRST_MILLIS * 1_000_000;
    this.startEpochMillis = epochMillis - FIRST_MILLIS;
  }

  /** Core time as of the last tick or cut-off: the stamp of an operation or cursor that begins now. */
  public long stamp() {
    return (long) NOW.getAcquire(this); // CC-E1 acquire; CC-I2
  }

  /** Milliseconds since the start, as of the last tick. */
  public long coarseMillis() {
    return millis((long) NOW.getOpaque(this)); // opaque: a time
  }

  /** Reads the exact clock and advances core time to it. Lock-free. */
  public long tick() {
    final long exact = exactNanos();
    long old;
    do {
      old = (long) COARSE.getOpaque(this); // opaque: the CAS decides
    } while (old < exact && !COARSE.compareAndSet(this, old, exact)); // atomic: only to a later time
    final long target = exact / 1_000_000 << TURN_BITS;
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

  /** A core time that separates: stamps read before the call are at most this, stamps read after it are greater. */
  public long cutOff() {
    return (long) NOW.getAndAdd(this, 1L); // CC-E1 release; CC-I1, CC-I2
  }

  /** The greatest core time whose millisecond is at or before {@code instant}; -1 if that is before the start. */
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

  /** The greatest core time before this millisecond. */
  public static long lastBefore(final long millis) {
    return (millis << TURN_BITS) - 1;
  }

  public static long millis(final long stamp) {
    return stamp >>> TURN_BITS;
  }

  public long exactMillis() {
    return exactNanos() / 1_000_000;
  }

  /** Nanoseconds since the start; a million at the start. */
  public long exactNanos() {
    return nanos.getAsLong() - startNanos;
  }

  /**
   * The core time, in nanoseconds, that is so many nanoseconds from now. A second or more is measured from the last
   * tick and made longer by the time between two ticks, as mongod does, because the system's clock takes long to read.
   * If the agent is held up just then, the result is too early by as long as it is.
   */
  public long nanosAfter(final long fromNow) {
    if (fromNow < COARSE_FROM_NANOS || nanos != SYSTEM) {
      return exactNanos() + fromNow;
    }
    return (long) COARSE.getOpaque(this) + PRECISION_NANOS + fromNow; // opaque: a time
  }

  public long nanoTime() {
    return nanos.getAsLong();
  }
}
