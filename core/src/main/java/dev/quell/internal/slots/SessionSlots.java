package dev.quell.internal.slots;

import dev.quell.internal.services.Apart;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All session slots: segments that are added as needed and never moved or freed. The bitmaps of taken slots are the
 * allocator. A slot that was given back waits for a while in a lane ({@link Lanes}), with its bit set.
 *
 * <p>A thread takes slots of one region of a segment until that is full. While there are no more threads than regions,
 * eight for each segment, threads share no lines of what is in the slots, and seldom lines of the bitmap and of the
 * collector's card table. Slots that are taken one after the other lie in different groups.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free; a thread that needs growth does it and blocks no other.
 * <b>Cost:</b> a take is one compare-and-set if the lane has a slot, else it probes some words of its region's bitmap.
 * Once in so many takes as a region has free slots, 16 or more, it looks for another region, at 64 of them at most.
 *
 * @param <O> owner records
 * @param <S> session objects
 * @param <R> operation objects
 */
public final class SessionSlots<O, S, R> extends Apart {
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
  /** References in front of the directory that are never set: see {@link Apart}. */
  private static final int FRONT = 16;
  /** Groups of a region: the bitmap of each is as long as two cache lines. */
  private static final int REGION = 16;
  private static final int REGIONS = GROUPS / REGION;
  /** The distance of regions that are used one after the other: their references share no line of the card table. */
  private static final int REGION_STRIDE = 3;
  /** Free slots that make a region worth using: one in 64. */
  private static final int WORTH = REGION;
  /** The most regions that are looked at before growth. */
  private static final int PROBES = 64;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(SessionSlots.class, "count", int.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Segment<O, S, R>[] directory; // from FRONT on
  private final int most;
  private final int limit;
  private final Lanes lanes;
  @SuppressWarnings("unused") // through COUNT
  private int count;
  /** Sends lanes to different regions. */
  private final AtomicLong turn = new AtomicLong();
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param limit the most sessions at one time */
  public SessionSlots(final int limit) {
    this(limit, new Lanes(limit));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  SessionSlots(final int limit, final Lanes lanes) {
    final long needed = limit + (long) limit / (Segment.GROUP - 1) + Segment.SIZE;
    this.most = (int) (needed / Segment.SIZE + 1);
    this.directory = new Segment[FRONT + most];
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
    return most << Segment.SIZE_BITS;
  }

  /** The number of segments; {@link #segmentAt} has all below it. */
  public int segments() {
    return (int) COUNT.getAcquire(this); // SS-E2 acquire
  }

  @SuppressWarnings("unchecked") // only our own segments are there
  public Segment<O, S, R> segmentAt(final int number) {
    return (Segment<O, S, R>) DIRECTORY.getAcquire(directory, FRONT + number); // SS-E1 acquire
  }

  public Segment<O, S, R> segmentOf(final int slot) {
    return segmentAt(slot >>> Segment.SIZE_BITS);
  }

  // ---- take and give back

  /** Takes a free slot; -1 if there are as many sessions as the limit allows. */
  public int take() {
    final int lane = lanes.own();
    final int taken = lanes.take(lane); // SS-I2
    if (taken != Lanes.PLACE) {
      return Math.max(taken, -1);
    }
    int slot = -1;
    try {
      slot = takeNear(lane);
    } finally {
      if (slot < 0) { // no memory for one more segment, or none is allowed
        lanes.put(lane);
      }
    }
    return slot;
  }

  /** Takes a slot of the lane's region, or of another one, which is the lane's then. Grows if none is worth it. */
  private int takeNear(final int lane) {
    final int group = lanes.group(lane);
    int slot = group < 0 ? -1 : takeInRegion(lane, group);
    while (slot < 0) {
      final int segments = segments();
      slot = search(lane, segments * REGIONS);
      if (slot < 0 && segments == most) {
        return takeAnywhere(lane);
      }
      if (slot < 0) {
        grow(segments);
        slot = takeInRegion(lane, firstGroup(segments * REGIONS + lane % REGIONS));
      }
    }
    return slot;
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

  /** Takes a slot of one of the next regions that is worth it; -1 if none is. The next search goes on behind them. */
  private int search(final int lane, final int regions) {
    if (regions == 0) {
      return -1;
    }
    final int start = (int) ((turn.getAndIncrement() & Long.MAX_VALUE) % regions); // atomic: lanes start apart
    final int most = Math.min(regions, PROBES);
    for (int probe = 0; probe < most; probe++) {
      final int first = firstGroup((start + probe) % regions);
      final int slot = isWorthIt(first) ? takeInRegion(lane, first) : -1;
      if (slot >= 0) {
        turn.addAndGet(probe); // atomic: as above
        return slot;
      }
    }
    turn.addAndGet(most); // atomic: as above
    return -1;
  }

  /** The first group of a region. Regions with consecutive numbers are not next to each other. */
  private static int firstGroup(final int region) {
    return region / REGIONS * GROUPS + region * REGION_STRIDE % REGIONS * REGION;
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
    for (int first = 0; first < most * GROUPS; first += REGION) {
      final int slot = takeInRegion(lane, first);
      if (slot >= 0) {
        return slot;
      }
    }
    throw new IllegalStateException(
        "no free slot among " + (long) most * Segment.SIZE + ": too many retired slots");
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
      DIRECTORY.compareAndSet(directory, FRONT + seen, null, new Segment<>(seen)); // SS-E1 release; SS-I1
    }
    COUNT.compareAndSet(this, seen, seen + 1); // SS-E2 release; fails if another thread has grown
  }
}
