package dev.quell.internal.slots;

import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The places for sessions that are free, divided into lanes. A thread uses one lane as a rule, which threads of other
 * sessions do not touch. A lane has a number of places, and some cells. Each cell can hold a slot that was just given
 * back, and with it a place: its lines are warm, and to give it back and take it again is one step each.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free. <b>Cost:</b> one compare-and-set in the lane's own line. A thread
 * whose lane has nothing takes from the other lanes, and looks at all of them before it refuses.
 */
final class Lanes extends Apart {
  /*
   *   lane:  | version, places | version, slot + 1 | ... 6 more | group | lender |
   *
   * Invariants    LN-I1  there are as many places as the limit allows sessions. Each is counted in a lane, or is in a
   *                      cell, or belongs to a session or to the thread that opens or ends it.
   *               LN-I2  NOTHING is the answer only if no place was in any lane or cell at a moment of the call. Every
   *                      add raises the version of its word. If all words are empty twice, with the same versions, none
   *                      was added between the two looks at it: so at the end of the first round all were empty.
   *               LN-I3  a slot in a cell has its taken bit set, is in no index, and belongs to the one that takes it.
   * Edges         LN-E1  put CAS(cell) -> take CAS(cell): the last user of the slot has finished
   * Tests         LN-I1  LanesStress.LN_I1_TakeVsTake, LanesStress.LN_I1_PutVsPut,
   *                      LabelSessionStress.SS_I2_OpenVsOpenAtTheLimit
   *               LN-I2  LanesLincheckTest.shouldRefuseOnlyWhatHasNoPlace, LanesStress.LN_I2_TakeVsMove
   *               LN-I3  LanesStress.LN_I3_TakeVsTake
   *               LN-E1  SlotsLincheckTest.shouldHandOutEachSlotOnceInANewGeneration
   */

  /** The answer if there is a place, but no slot with it. */
  static final int PLACE = -1;
  /** The answer if there is no place. */
  static final int NOTHING = -2;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int MOST_LANES = 256;
  /** Lanes are so many longs apart: 128 bytes, two cache lines. */
  private static final int APART = 16;
  private static final int CELLS = 7;
  private static final int GROUP = CELLS + 1;
  private static final int LENDER = CELLS + 2;
  private static final long VERSION = 1L << Integer.SIZE;
  private static final long VERSIONS = -VERSION;

  private final long[] words;
  private final int lanes;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param limit the number of places */
  Lanes(final int limit) {
    this(limit, Stripes.count(MOST_LANES));
  }

  /** @param lanes a power of two */
  Lanes(final int limit, final int lanes) {
    this.lanes = lanes;
    this.words = new long[(lanes + 1) * APART];
    for (int lane = 0; lane < lanes; lane++) {
      final int places = limit / lanes + (lane < limit % lanes ? 1 : 0);
      words[start(lane)] = places; // plain: published with this
      words[start(lane) + GROUP] = -1; // plain: as above
      words[start(lane) + LENDER] = lane; // plain: as above
    }
  }

  private static int start(final int lane) {
    return (lane + 1) * APART;
  }

  /** The lane of this thread. */
  int own() {
    return Stripes.own(lanes);
  }

  private static int content(final long word) {
    return (int) word;
  }

  private long opaque(final int at) {
    return (long) LONGS.getOpaque(words, at); // opaque: a hint, the CAS decides; or the lender
  }

  // ---- take

  /** Takes a place: a slot that came with it, or {@link #PLACE}, or {@link #NOTHING}. */
  int take(final int lane) {
    final int taken = takeFrom(lane);
    return taken == NOTHING ? borrow(lane) : taken;
  }

  int takeFrom(final int lane) {
    final int start = start(lane);
    for (int at = start + 1; at <= start + CELLS; at++) {
      final long seen = opaque(at);
      if (content(seen) != 0 && LONGS.compareAndSet(words, at, seen, seen & VERSIONS)) { // LN-E1; LN-I3
        return content(seen) - 1;
      }
    }
    while (true) {
      final long seen = opaque(start);
      if (content(seen) == 0) {
        return NOTHING;
      }
      if (LONGS.compareAndSet(words, start, seen, seen - 1)) { // LN-I1
        return PLACE;
      }
    }
  }

  /** Takes from another lane, first from the one that had something the last time. */
  private int borrow(final int lane) {
    final int lender = start(lane) + LENDER;
    final int lent = takeFrom((int) opaque(lender));
    if (lent != NOTHING) {
      return lent;
    }
    while (true) {
      final long before = versionsIfEmpty();
      for (int i = 0; before < 0 && i < lanes; i++) {
        final int from = (int) opaque(lender) + i & lanes - 1;
        final int taken = takeFrom(from);
        if (taken != NOTHING) {
          LONGS.setOpaque(words, lender, (long) from); // opaque: a hint
          return taken;
        }
      }
      if (before >= 0 && versionsIfEmpty() == before) { // LN-I2
        return NOTHING;
      }
    }
  }

  /** The sum of all versions if nothing was found, else -1. */
  private long versionsIfEmpty() {
    long sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      for (int at = start(lane); at <= start(lane) + CELLS; at++) {
        final long seen = (long) LONGS.getVolatile(words, at); // LN-I2: in one order with all changes
        if (content(seen) != 0) {
          return -1;
        }
        sum += seen >>> Integer.SIZE;
      }
    }
    return sum;
  }

  // ---- put

  /** Gives back a place and, if a cell of the lane is free, the slot with it. False if the caller must free that. */
  boolean put(final int lane, final int slot) {
    final int start = start(lane);
    for (int at = start + 1; at <= start + CELLS; at++) {
      final long seen = opaque(at);
      if (content(seen) == 0
          && LONGS.compareAndSet(words, at, seen, seen + VERSION + slot + 1)) { // LN-E1; LN-I1, LN-I2
        return true;
      }
    }
    return false;
  }

  /** Gives back a place without a slot. */
  void put(final int lane) {
    LONGS.getAndAdd(words, start(lane), VERSION + 1); // LN-I1, LN-I2
  }

  /** The number of places that are free. */
  int free() {
    int sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      final int start = start(lane);
      sum += content((long) LONGS.getVolatile(words, start)); // volatile: a sum over words that change meanwhile
      for (int at = start + 1; at <= start + CELLS; at++) {
        sum += content((long) LONGS.getVolatile(words, at)) == 0 ? 0 : 1; // volatile: as above
      }
    }
    return sum;
  }

  // ---- where the lane takes slots

  /** The group of which the lane takes slots now, or -1. */
  int group(final int lane) {
    return (int) (long) LONGS.getAcquire(words, start(lane) + GROUP); // acquire: its segment, too
  }

  void group(final int lane, final int group) {
    LONGS.setRelease(words, start(lane) + GROUP, (long) group); // release: its segment, too
  }
}
