package dev.quell.internal.deadline;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Four rings of buckets. A bucket of the first spans one tick, of the others 2^8, 2^14 and 2^20. What is nearer is in a
 * lower ring. For the agent's thread.
 *
 * <p>Each ring reaches to the end of the <em>next</em> bucket of the ring above, so that bucket can be emptied into it
 * in slices while the present one passes: 268 milliseconds at the lowest, 17 seconds and 18 minutes above. What is
 * further than the last ring reaches, 38 hours, is filed for its end and then filed on.
 */
final class Levels {
  static final int COUNT = 4;
  private static final int FIRST_BITS = 8;
  private static final int NEXT_BITS = 6;
  private static final int TOP = COUNT - 1;
  private static final int INDEX_BITS = 29;

  private final @Nullable Bucket[][] rings = new Bucket[COUNT][];
  private final int[] inLevel = new int[COUNT];
  private int entries;
  /** The tick that the agent is at. Buckets of earlier ticks are empty. */
  private long current = 1;
  /** What is filed for the present tick from now on. */
  private Bucket arriving;
  private int moves; // how many entries may still be moved down in this turn
  private final Supplier<Bucket> buckets;
  private final Consumer<Timed> homeless;

  /**
   * @param buckets makes an empty bucket
   * @param homeless is given what was to be filed and is not, for want of memory
   */
  Levels(final Supplier<Bucket> buckets, final Consumer<Timed> homeless) {
    this.buckets = buckets;
    this.homeless = homeless;
    this.arriving = buckets.get();
    for (int level = 0; level < COUNT; level++) {
      rings[level] = new Bucket[level == 0 ? 2 << FIRST_BITS : 2 << NEXT_BITS];
    }
  }

  private static int shift(final int level) {
    return level == 0 ? 0 : FIRST_BITS + (level - 1) * NEXT_BITS;
  }

  private int slot(final int level, final long number) {
    return (int) number & rings[level].length - 1;
  }

  long current() {
    return current;
  }

  /** The number of entries, those included that do not count any more. */
  int entries() {
    return entries;
  }

  int slots(final int level) {
    return rings[level].length;
  }

  @Nullable
  Bucket bucket(final int level, final int slot) {
    return rings[level][slot];
  }

  // ---- file

  /** Files an object whose entry is out of its bucket: for the tick of its deadline, or not at all. */
  void file(final Timed timed) {
    long tick;
    long wanted = wanted(timed);
    do {
      tick = wanted;
      timed.refile(tick); // TW-E1; TW-I1
      wanted = wanted(timed); // TW-E1: the last look is after the last change
    } while (isEarlier(wanted, tick));
    if (tick != 0) {
      link(timed, tick);
    }
  }

  /** Files an object that has come out of its inbox, unless its entry is early enough. Else that is stale then. */
  void fileEarlier(final Timed timed) {
    if (isEarlier(wanted(timed), Timed.tickOf(timed.filed()))) { // TW-E1: after INBOX was cleared
      file(timed);
    }
  }

  private static boolean isEarlier(final long wanted, final long tick) {
    return wanted != 0 && (tick == 0 || wanted < tick);
  }

  /** The tick for which the object should have an entry; 0 for none. */
  private long wanted(final Timed timed) {
    final long deadline = timed.pending();
    if (deadline == Timed.NONE) {
      return 0;
    }
    final long end = (current >>> shift(TOP)) + rings[TOP].length - 1 << shift(TOP);
    return Math.max(current, Math.min(end, Timed.tick(deadline)));
  }

  private void link(final Timed timed, final long tick) {
    boolean done = false;
    try {
      final int level = levelOf(tick);
      timed.place = place(level, bucket(level, tick).add(timed)); // TW-I3
      inLevel[level]++;
      entries++;
      done = true;
    } finally {
      if (!done) {
        homeless.accept(timed); // TW-I1
      }
    }
  }

  private Bucket bucket(final int level, final long tick) {
    if (tick <= current) {
      return arriving;
    }
    final int slot = slot(level, tick >>> shift(level));
    Bucket bucket = rings[level][slot];
    if (bucket == null) {
      bucket = buckets.get();
      rings[level][slot] = bucket;
    }
    return bucket;
  }

  private int levelOf(final long tick) {
    int level = 0;
    while (level < TOP && tick >>> shift(level + 1) >= (current >>> shift(level + 1)) + 2) {
      level++;
    }
    return level;
  }

  private static int place(final int level, final int index) {
    return level << INDEX_BITS | index;
  }

  /** Whether the entry with this index counts (TW-I3), by the tick for which its object is filed. */
  boolean counts(final Timed timed, final long tick, final int level, final int slot, final int index) {
    return tick != 0 && timed.place == place(level, index) && slot(level, tick >>> shift(level)) == slot;
  }

  /** Notes that the object's entry has moved within its bucket. */
  static void moved(final Timed timed, final int level, final int index) {
    timed.place = place(level, index); // TW-I3
  }

  /** Notes that a bucket has so many entries less. */
  void removed(final int level, final int count) {
    inLevel[level] -= count;
    entries -= count;
  }

  // ---- the present tick

  /** Whether the bucket of the present tick has entries, those not counted that arrive meanwhile. */
  boolean hasPresent() {
    final Bucket bucket = rings[0][slot(0, current)];
    return bucket != null && bucket.size() > 0;
  }

  /** Takes an entry out of the bucket of the present tick, which has one. Null if it does not count. */
  @SuppressWarnings("NullAway") // hasPresent
  @Nullable
  Timed takePresent() {
    final int slot = slot(0, current);
    final Bucket bucket = rings[0][slot];
    final Timed timed = bucket.removeLast();
    removed(0, 1);
    return timed != null && counts(timed, Timed.tickOf(timed.filed()), 0, slot, bucket.size()) ? timed : null;
  }

  /** Puts what has arrived for the present tick into its bucket, which is empty. False if nothing has. */
  boolean admit() {
    if (arriving.size() == 0) {
      return false;
    }
    final int slot = slot(0, current);
    final Bucket present = rings[0][slot];
    final Bucket empty = present == null ? buckets.get() : present; // first: there may be no memory for it
    rings[0][slot] = arriving;
    arriving = empty;
    return true;
  }

  // ---- time

  /** Sets how many entries may be moved down until the next call. */
  void allow(final int most) {
    moves = most;
  }

  /**
   * Goes on, from a tick that is done with, to the next one that has entries, at most to {@code now}. False, and
   * nothing done, if more entries have to be moved down first than may be.
   */
  boolean step(final long now) {
    final int lowest = lowestLevel();
    if (lowest == COUNT) {
      current = now;
      return true;
    }
    final int border = shift(Math.max(1, lowest));
    final long end = (current >>> border) + 1 << border; // what is above has to be moved down before this tick
    if (lowest > 0 && current < end - 1) {
      current = Math.min(now, end - 1); // to the very border, for the rings tell near from far by the present tick
      return true;
    }
    final long last = Math.min(now, end);
    long tick = current + 1;
    while (tick < last && isEmpty(rings[0][slot(0, tick)])) {
      tick++;
    }
    if (tick == end && !settle(1, end >>> FIRST_BITS)) {
      return false;
    }
    current = tick;
    return true;
  }

  private int lowestLevel() {
    int level = 0;
    while (level < COUNT && inLevel[level] == 0) {
      level++;
    }
    return level;
  }

  private static boolean isEmpty(final @Nullable Bucket bucket) {
    return bucket == null || bucket.size() == 0;
  }

  /** Moves down what comes next in each ring, as far as that is allowed. */
  void settleAhead() {
    for (int level = 1; level < COUNT; level++) {
      settle(level, (current >>> shift(level)) + 1);
    }
  }

  /** Moves the entries of the bucket with this number, the next one of its ring, down. False if some are left. */
  private boolean settle(final int level, final long number) {
    final boolean firstOfAbove = (number & (1 << NEXT_BITS) - 1) == 0;
    if (level < TOP && firstOfAbove && !settle(level + 1, number >>> NEXT_BITS)) {
      return false;
    }
    final int slot = slot(level, number);
    final Bucket bucket = rings[level][slot];
    while (bucket != null && bucket.size() > 0) {
      if (moves == 0) {
        return false;
      }
      moves--;
      final Timed timed = bucket.removeLast();
      removed(level, 1);
      if (timed != null) {
        moveDown(timed, Timed.tickOf(timed.filed()), level, slot, bucket.size());
      }
    }
    return true;
  }

  private void moveDown(final Timed timed, final long tick, final int level, final int slot, final int index) {
    if (counts(timed, tick, level, slot, index)) {
      final long deadline = timed.deadline();
      if (deadline == Timed.NONE || Timed.tick(deadline) > tick) {
        file(timed);
      } else {
        link(timed, tick);
      }
    }
  }
}
