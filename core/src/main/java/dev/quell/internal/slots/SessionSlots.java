package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All session slots: segments that are added as sessions come and never moved or freed, and the bitmaps of taken slots
 * as allocator.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; growth is done by whoever needs it and stops nobody. <b>Cost:</b>
 * taking a slot probes one or two words of the bitmap, since at least one slot in 64 is kept free.
 *
 * @param <O> what stands for an owner
 * @param <S> what stands for a session
 * @param <R> what runs on a kill word
 */
public final class SessionSlots<O, S, R> {
  /*
   * Invariants    SS-I1  segments are appended in order and never replaced: slot numbers stay valid for good.
   *               SS-I2  the number of sessions never exceeds the limit: it is checked in the compare-and-set that
   *                      counts, before a session takes a slot, and falls after it has given it back.
   * Edges         SS-E1  grow CAS(directory) -> segment getAcquire(directory): a segment's arrays are published
   *               SS-E2  grow CAS(count) -> take, walks getAcquire(count): every segment below count is there
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
  /** Sessions there are, those being opened or ended included. */
  private final AtomicLong sessions = new AtomicLong();
  @SuppressWarnings("unused") // through COUNT
  private int count;
  /** The group a slot was last given back to, or -1: that slot's lines are warm. A hint. */
  @SuppressWarnings("unused") // through RECENT
  private int recent = -1;
  /** Consecutive takes go to different groups, so that sessions opened in a row do not share cache lines. */
  private final AtomicLong turn = new AtomicLong();

  /** @param limit the most sessions at once */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  public SessionSlots(final int limit) {
    final long needed = limit + (long) limit / (Segment.GROUP - 1) + Segment.SIZE;
    this.directory = new Segment[(int) (needed / Segment.SIZE + 1)];
    this.limit = limit;
  }

  public int limit() {
    return limit;
  }

  /** Sessions there are, those being opened or ended included. */
  public long sessions() {
    return sessions.get(); // atomic: an estimate by the time it is used
  }

  /** Counts one more session (SS-I2); how many there are then, or -1 if there may be no more. */
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

  /** Takes back a {@link #reserve} that no slot was taken for. */
  public void cancelReservation() {
    sessions.decrementAndGet(); // SS-I2: no slot was taken
  }

  /** No slot has this number or a greater one. */
  public int mostSlots() {
    return directory.length << Segment.SIZE_BITS;
  }

  /** Segments there are; all below this number can be had from {@link #segmentAt}. */
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
   * @param reserved what {@link #reserve} answered; it decides when to grow
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
        final int group = (int) ((turn.getAndIncrement() & Long.MAX_VALUE) % groups); // atomic: spreads, no more
        final int slot = takeFrom(group);
        if (slot >= 0) {
          return slot;
        }
      }
      grow(segments); // slots retired with their last generation, or a burst of takers, used up the reserve
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

  /** Lets go of what a slot refers to that has used its last generation; it stays taken for ever (K3). */
  void retire(final int slot) {
    segmentOf(slot).clearRefs(Segment.offset(slot));
    sessions.decrementAndGet(); // SS-I2: the session is gone, its slot is not counted
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
      DIRECTORY.compareAndSet(directory, seen, null, new Segment<>(seen)); // SS-E1 release; SS-I1; a loser's is dropped
    }
    COUNT.compareAndSet(this, seen, seen + 1); // SS-E2 release; fails when somebody else has grown
  }
}
