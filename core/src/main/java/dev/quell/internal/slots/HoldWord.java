package dev.quell.internal.slots;

/**
 * The 64-bit word of a slot that says which generation it is in and what keeps it from being freed.
 *
 * <pre>
 *  63  62                       32  31     30  29             15 14              0
 * +---+---------------------------+-------+---+-----------------+-----------------+
 * | 0 | generation (31)           | ENDED | 0 | cursors (15)    | holds (15)      |
 * +---+---------------------------+-------+---+-----------------+-----------------+
 * </pre>
 *
 * <p><b>Holds</b> count whoever needs the slot as it is: every operation beside the first has one, and there is one
 * more from the start, which belongs to whoever ends the session. The step that takes the holds of an ENDED word to
 * zero frees the slot, and is taken by one thread. An ENDED word gives out no holds and counts no further cursors.
 * (Whether the session is open is said by the {@link KillWord}; ENDED follows.)
 *
 * <p>The generation never wraps: a slot that has used its last one stays ENDED for ever and is never handed out again.
 */
public final class HoldWord {
  private static final long ENDED = 1L << 31;
  public static final long HOLD = 1L;
  public static final long CURSOR = 1L << 15;

  /**
   * Limit on operations beside the first, and on cursors, of one session; half the field, so that holds cannot spill.
   */
  public static final int FIELD_LIMIT = (1 << 14) - 1;

  private static final long HOLDS_MASK = CURSOR - 1;
  private static final long CURSORS_MASK = (1L << 30) - CURSOR;

  private static final int GENERATION_SHIFT = 32;
  public static final int LAST_GENERATION = Integer.MAX_VALUE;

  private HoldWord() {}

  public static int generation(final long word) {
    return (int) (word >>> GENERATION_SHIFT);
  }

  /** Whether the word gives out holds to {@code generation}. */
  public static boolean isOpen(final long word, final int generation) {
    return word >>> 31 == (long) generation << 1;
  }

  public static boolean isEnded(final long word) {
    return (word & ENDED) != 0;
  }

  /** The word of a free slot: the one hold that its session's ender will give back. */
  public static long free(final int generation) {
    return (long) generation << GENERATION_SHIFT | HOLD;
  }

  /** Operations beside the first, if the session is open; whatever else holds the slot, if not. */
  public static int furtherOperations(final long word) {
    return holds(word) - (isEnded(word) ? 0 : 1);
  }

  static int holds(final long word) {
    return (int) (word & HOLDS_MASK);
  }

  public static int cursors(final long word) {
    return (int) ((word & CURSORS_MASK) / CURSOR);
  }

  /** Whether there is anything for a kill besides the first operation. */
  public static boolean hasAttached(final long word) {
    return (word & (HOLDS_MASK | CURSORS_MASK)) != HOLD;
  }

  /** ENDED, with {@code moreHolds} taken in the same step. */
  public static long ended(final long open, final int moreHolds) {
    return (open | ENDED) + moreHolds;
  }

  /** Whether one hold less frees the slot. */
  public static boolean isLastHold(final long word) {
    return isEnded(word) && holds(word) == 1;
  }

  public static boolean isLastGeneration(final long word) {
    return generation(word) == LAST_GENERATION;
  }
}
