package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All session slots: segments that are added as sessions come and never moved or freed, and the live bitmaps as
 * allocator.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; growth is done by whoever needs it and stops nobody. <b>Cost:</b>
 * taking a slot probes one or two words of the live bitmap, since at least one slot in 64 is kept free.
 */
public final class SessionSlots {
  /*
   * Invariants    I1  segments are appended in order and never replaced: slot numbers stay valid for good.
   * Edges         E1  grow  CAS(directory)  ->  segment  getAcquire(directory)   a segment's arrays are published
   *               E2  grow  CAS(count)      ->  take, walks  getAcquire(count)   every segment below count is there
   * Tests         I1, E1  LabelSessionStress.SessionSlots_I1_TakeVsTakeThatGrows
   *               E2  LabelSessionStress.SessionSlots_E2_KillAllVsFirstOpen,
   *                   LabelSessionStress.SessionSlots_E2_KillAllVsGrowth
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

  private final Segment[] directory;
  private final Object home;
  @SuppressWarnings("unused") // through COUNT
  private int count;
  /** The group a slot was last given back to, or -1: that slot's lines are warm. A hint. */
  @SuppressWarnings("unused") // through RECENT
  private int recent = -1;
  /** Consecutive takes go to different groups, so that sessions opened in a row do not share cache lines. */
  private final AtomicLong turn = new AtomicLong();

  /**
   * @param limit the most sessions that will ever be taken at once
   * @param home what {@link Segment#home} answers
   */
  public SessionSlots(final int limit, final Object home) {
    final long needed = limit + (long) limit / (Segment.GROUP - 1) + Segment.SIZE;
    this.directory = new Segment[(int) (needed / Segment.SIZE + 1)];
    this.home = home;
  }

  /** No slot has this number or a greater one. */
  public int mostSlots() {
    return directory.length << Segment.SIZE_BITS;
  }

  /** Segments there are; all below this number can be had from {@link #segmentAt}. */
  public int segments() {
    return (int) COUNT.getAcquire(this); // E2 acquire
  }

  public Segment segmentAt(final int number) {
    return (Segment) DIRECTORY.getAcquire(directory, number); // E1 acquire
  }

  public Segment segmentOf(final int slot) {
    return segmentAt(slot >>> Segment.SIZE_BITS);
  }

  /**
   * Takes a free slot. Linearizes at the compare-and-set of {@link Segment#tryTake}.
   *
   * @param reserved how many sessions there are, this one included; it decides when to grow
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
    final Segment segment = segmentAt(group / (Segment.SIZE / Segment.GROUP));
    final int offset = segment.tryTake(group % (Segment.SIZE / Segment.GROUP));
    return offset < 0 ? -1 : segment.firstSlot() + offset;
  }

  /** Gives back a slot whose session word this thread has moved to the next generation. */
  public void giveBack(final int slot) {
    final Segment segment = segmentOf(slot);
    final int offset = Segment.offset(slot);
    segment.renew(offset);
    segment.clearRefs(offset);
    segment.giveBack(offset);
    RECENT.setOpaque(this, slot / Segment.GROUP); // opaque: a hint
  }

  /** Lets go of what a slot refers to that has used its last generation; it stays taken for ever (K3). */
  public void retire(final int slot) {
    segmentOf(slot).clearRefs(Segment.offset(slot));
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
      DIRECTORY.compareAndSet(directory, seen, null, new Segment(seen, home)); // E1 release; I1; a loser's is dropped
    }
    COUNT.compareAndSet(this, seen, seen + 1); // E2 release; fails when somebody else has grown
  }
}
