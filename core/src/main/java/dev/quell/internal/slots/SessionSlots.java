package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All session slots: segments that are added as needed and never moved or freed. The bitmaps of taken slots are the
 * allocator. A slot that was given back waits for a while in a lane ({@link Lanes}), with its bit set.
 *
 * <p>A thread takes slots of one region of a segment until that is full. So threads share neither lines of the bitmap
 * nor lines of what is in the slots, nor of the collector's card table; and slots that are taken one after the other
 * lie in different groups.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; a thread that needs growth does it and blocks no other.
 * <b>Cost:</b> a take is one compare-and-set if the lane has a slot, else it probes a few words of the bitmap, since
 * about one slot in 64 is kept free.
 *
 * @param <O> owner records
 * @param <S> session objects
 * @param <R> operation objects
 */
public final class SessionSlots<O, S, R> {
  /*
   * Invariants    SS-I1  segments are appended in order and never replaced: slot numbers stay valid for ever.
   *               SS-I2  the number of sessions never exceeds the limit: each has a place (LN-I1), which it takes
   *                      before a slot, and gives back with the slot or after it.
   * Edges         SS-E1  grow CAS(directory) -> segment getAcquire(directory): a segment's arrays are published
   *               SS-E2  grow CAS(count) -> take, walks getAcquire(count): every segment below count exists
   * Tests         SS-I1, SS-E1  LabelSessionStress.SS_I1_TakeVsTakeThatGrows
   *               SS-I2  LabelSessionStress.SS_I2_OpenVsOpenAtTheLimit,
   *                      SessionLimitTest.shouldNeverHoldMoreThanItAllows
   *               SS-E2  LabelSessionStress.SS_E2_KillAllVsFirstOpen, LabelSessionStress.SS_E2_KillAllVsGrowth
   */

  private static final VarHandle DIRECTORY = MethodHandles.arrayElementVarHandle(Segment[].class);
  private static final VarHandle COUNT;

  private static final int GROUPS = Segment.SIZE / Segment.GROUP;
  /** Groups of a region: two cache lines of the bitmap. */
  private static final int REGION = 16;
  private static final int REGIONS = GROUPS / REGION;
  /** The distance of regions that are used one after the other: their references share no line of the card table. */
  private static final int REGION_STRIDE = 3;
  /** Free slots that make a region worth using: one in 64. */
  private static final int WORTH = REGION;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(SessionSlots.class, "count", int.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Segment<O, S, R>[] directory;
  private final int limit;
  private final Lanes lanes;
  @SuppressWarnings("unused") // through COUNT
  private int count;
  /** Sends lanes to different regions. */
  private final AtomicLong turn = new AtomicLong();

  /** @param limit the most sessions at one time */
  public SessionSlots(final int limit) {
    this(limit, new Lanes(limit));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  SessionSlots(final int limit, final Lanes lanes) {
    final long needed = limit + (long) limit / (Segment.GROUP - 1) + Segment.SIZE;
    this.directory = new Segment[(int) (needed / Segment.SIZE + 1)];
    this.limit = limit;
    this.lanes = lanes;
  }

  public int limit() {
    return limit;
  }

  /** The number of sessions, including those being opened or ended; an estimate while that changes. */
  public long sessions() {
    return Math.max(0, limit - lanes.free()); // SS-I2
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

  /** Takes a free slot; -1 if there are as many sessions as the limit allows. */
  public int take() {
    final int lane = lanes.own();
    final int taken = lanes.take(lane); // SS-I2
    return taken == Lanes.PLACE ? takeNear(lane) : Math.max(taken, -1);
  }

  /** Takes a slot of the lane's region. */
  private int takeNear(final int lane) {
    final int group = lanes.group(lane);
    final int slot = group < 0 ? -1 : takeInRegion(lane, group);
    return slot < 0 ? takeElsewhere(lane) : slot;
  }

  /** Takes a slot of the region of this group, the group's own as the last choice; -1 if it is full. */
  private int takeInRegion(final int lane, final int group) {
    final int region = group / REGION * REGION;
    for (int i = 1; i <= REGION; i++) {
      final int next = region + (group + i) % REGION;
      final int slot = takeFrom(next);
      if (slot >= 0) {
        lanes.group(lane, next);
        return slot;
      }
    }
    return -1;
  }

  /** Takes a slot of another region, which is the lane's then. Grows if none is worth it. */
  private int takeElsewhere(final int lane) {
    while (true) {
      final int segments = segments();
      final int regions = segments * REGIONS;
      for (int probe = 0; probe < regions; probe++) {
        final int region = (int) ((turn.getAndIncrement() & Long.MAX_VALUE) % regions); // atomic: only spreads
        final int first = region / REGIONS * GROUPS + region * REGION_STRIDE % REGIONS * REGION;
        final int slot = isWorthIt(first) ? takeInRegion(lane, first) : -1;
        if (slot >= 0) {
          return slot;
        }
      }
      if (segments < directory.length) {
        grow(segments);
      } else {
        return takeAnywhere(lane);
      }
    }
  }

  private boolean isWorthIt(final int first) {
    final Segment<O, S, R> segment = segmentAt(first / GROUPS);
    int free = 0;
    for (int group = first % GROUPS; group < first % GROUPS + REGION; group++) {
      free += Long.SIZE - Long.bitCount(segment.takenAcquire(group));
    }
    return free >= WORTH;
  }

  /** Takes any slot there is: the table is as long as it may get. */
  private int takeAnywhere(final int lane) {
    for (int first = 0; first < directory.length * GROUPS; first += REGION) {
      final int slot = takeInRegion(lane, first);
      if (slot >= 0) {
        return slot;
      }
    }
    lanes.put(lane);
    throw new IllegalStateException(
        "no free slot among " + (long) directory.length * Segment.SIZE + ": too many retired slots");
  }

  private int takeFrom(final int group) {
    final Segment<O, S, R> segment = segmentAt(group / GROUPS);
    final int offset = segment.tryTake(group % GROUPS);
    return offset < 0 ? -1 : segment.firstSlot() + offset;
  }

  /** Gives back a slot whose hold word this thread has moved to the next generation. */
  void giveBack(final int slot) {
    final Segment<O, S, R> segment = segmentOf(slot);
    final int offset = Segment.offset(slot);
    KillWords.free(segment.words(), offset);
    segment.clearRefs(offset);
    putBack(slot);
  }

  /** Gives back a slot that was taken and not used. */
  public void putBack(final int slot) {
    final int lane = lanes.own();
    if (!lanes.put(lane, slot)) {
      segmentOf(slot).giveBack(Segment.offset(slot));
      lanes.put(lane); // SS-I2: after the slot was given back
    }
  }

  /** Drops the references of a slot that has used its last generation; the slot stays taken for ever (K3). */
  void retire(final int slot) {
    segmentOf(slot).clearRefs(Segment.offset(slot));
    lanes.put(lanes.own()); // SS-I2: the session is gone, the slot is not counted
  }

  private void grow(final int seen) {
    if (segmentAt(seen) == null) {
      DIRECTORY.compareAndSet(directory, seen, null, new Segment<>(seen)); // SS-E1 release; SS-I1
    }
    COUNT.compareAndSet(this, seen, seen + 1); // SS-E2 release; fails if another thread has grown
  }
}
