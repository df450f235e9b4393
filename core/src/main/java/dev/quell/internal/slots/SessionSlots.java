package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All session slots: segments that are added as needed and never moved or freed. The bitmaps of taken slots are the
 * allocator.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; a thread that needs growth does it and blocks no other.
 * <b>Cost:</b> a take probes one or two words of the bitmap, since at least one slot in 64 is kept free.
 *
 * @param <O> owner records
 * @param <S> session objects
 * @param <R> operation objects
 */
public final class SessionSlots<O, S, R> {
  /*
   * Invariants    SS-I1  segments are appended in order and never replaced: slot numbers stay valid for ever.
   *               SS-I2  the number of sessions never exceeds the limit: the compare-and-set that counts checks it,
   *                      before a session takes a slot; the count falls after the slot was given back.
   * Edges         SS-E1  grow CAS(directory) -> segment getAcquire(directory): a segment's arrays are published
   *               SS-E2  grow CAS(count) -> take, walks getAcquire(count): every segment below count exists
   * Tests         SS-I1, SS-E1  LabelSessionStress.SS_I1_TakeVsTakeThatGrows
   *               SS-I2  LabelSessionStress.SS_I2_OpenVsOpenAtTheLimit,
   *                      SessionLimitTest.shouldNeverHoldMoreThanItAllows
   *               SS-E2  LabelSessionStress.SS_E2_KillAllVsFirstOpen, LabelSessionStress.SS_E2_KillAllVsGrowth
   */

  private static final VarHandle DIRECTORY = MethodHandles.arrayElementVarHandle(Segment[].class);
  private static final VarHandle COUNT;
  private static final VarHandle RECENT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(SessionSlots.class, "count", int.class);
      RECENT = MethodHandles.lookup().findVarHandle(SessionSlots.class, "recent", int.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Segment<O, S, R>[] directory;
  private final int limit;
  /** The number of sessions, including those being opened or ended. */
  private final AtomicLong sessions = new AtomicLong();
  @SuppressWarnings("unused") // through COUNT
  private int count;
  /** The group to which a slot was last given back, or -1: that slot's lines are warm. A hint. */
  @SuppressWarnings("unused") // through RECENT
  private int recent = -1;
  /** Sends consecutive takes to different groups, so that sessions opened in a row do not share cache lines. */
  private final AtomicLong turn = new AtomicLong();

  /** @param limit the most sessions at one time */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public SessionSlots(final int limit) {
    final long needed = limit + (long) limit / (Segment.GROUP - 1) + Segment.SIZE;
    this.directory = new Segment[(int) (needed / Segment.SIZE + 1)];
    this.limit = limit;
  }

  public int limit() {
    return limit;
  }

  /** The number of sessions, including those being opened or ended. */
  public long sessions() {
    return sessions.get(); // atomic: an estimate by the time it is used
  }

  /** Counts one more session (SS-I2): their number now, or -1 if the limit is reached. */
  public int reserve() {
    while (true) {
      final long seen = sessions.get(); // atomic: the CAS decides
      if (seen >= limit) {
        return -1;
      }
      if (sessions.compareAndSet(seen, seen + 1)) { // SS-I2
        return (int) seen + 1;
      }
    }
  }

  /** Undoes a {@link #reserve} for which no slot was taken. */
  public void cancelReservation() {
    sessions.decrementAndGet(); // SS-I2: no slot was taken
  }

  /** Every slot has a smaller number than this. */
  public int mostSlots() {
    return directory.length << Segment.SIZE_BITS;
  }

  /** The number of segments; {@link #segmentAt} has all below it. */
  public int segments() {
    return (int) COUNT.getAcquire(this); // SS-E2 acquire
  }

  @SuppressWarnings("unchecked") // only our own segments are there
  public Segment<O, S, R> segmentAt(final int number) {
    return (Segment<O, S, R>) DIRECTORY.getAcquire(directory, number); // SS-E1 acquire
  }

  public Segment<O, S, R> segmentOf(final int slot) {
    return segmentAt(slot >>> Segment.SIZE_BITS);
  }

  /**
   * Takes a free slot. Linearizes at the compare-and-set of {@link Segment#tryTake}.
   *
   * @param reserved the result of {@link #reserve}; it decides when to grow
   */
  public int take(final int reserved) {
    final int warm = (int) RECENT.getOpaque(this); // opaque: a hint
    if (warm >= 0) {
      RECENT.setOpaque(this, -1); // opaque: a hint
      final int slot = takeFrom(warm);
      if (slot >= 0) {
        return slot;
      }
    }
    int segments = segments();
    if (reserved > capacity(segments)) {
      grow(segments);
    }
    while (true) {
      segments = segments();
      final int groups = segments * (Segment.SIZE / Segment.GROUP);
      for (int probe = 0; probe < groups; probe++) {
        final int group = (int) ((turn.getAndIncrement() & Long.MAX_VALUE) % groups); // atomic: only spreads
        final int slot = takeFrom(group);
        if (slot >= 0) {
          return slot;
        }
      }
      grow(segments); // retired slots, or a burst of takes, used up the reserve
    }
  }

  private int takeFrom(final int group) {
    final Segment<O, S, R> segment = segmentAt(group / (Segment.SIZE / Segment.GROUP));
    final int offset = segment.tryTake(group % (Segment.SIZE / Segment.GROUP));
    return offset < 0 ? -1 : segment.firstSlot() + offset;
  }

  /** Gives back a slot whose hold word this thread has moved to the next generation. */
  void giveBack(final int slot) {
    final Segment<O, S, R> segment = segmentOf(slot);
    final int offset = Segment.offset(slot);
    KillWords.free(segment.words(), offset);
    segment.clearRefs(offset);
    segment.giveBack(offset);
    RECENT.setOpaque(this, slot / Segment.GROUP); // opaque: a hint
    sessions.decrementAndGet(); // SS-I2: after the slot was given back
  }

  /** Drops the references of a slot that has used its last generation; the slot stays taken for ever (K3). */
  void retire(final int slot) {
    segmentOf(slot).clearRefs(Segment.offset(slot));
    sessions.decrementAndGet(); // SS-I2: the session is gone, the slot is not counted
  }

  /** How many sessions fit while one slot in 64 stays free. */
  private static int capacity(final int segments) {
    return segments * (Segment.SIZE - Segment.SIZE / Segment.GROUP);
  }

  private void grow(final int seen) {
    if (seen == directory.length) {
      throw new IllegalStateException("no free slot among " + (long) seen * Segment.SIZE + ": too many retired slots");
    }
    if (segmentAt(seen) == null) {
      DIRECTORY.compareAndSet(directory, seen, null, new Segment<>(seen)); // SS-E1 release; SS-I1
    }
    COUNT.compareAndSet(this, seen, seen + 1); // SS-E2 release; fails if another thread has grown
  }
}
