package dev.quell.internal.slots;

/**
 * The 64-bit word of a slot that holds its generation and counts what keeps it from being freed.
 *
 * <pre>
 *  63  62                       32  31     30  29             15 14              0
 * +---+---------------------------+-------+---+-----------------+-----------------+
 * | 0 | generation (31)           | ENDED | 0 | cursors (15)    | holds (15)      |
 * +---+---------------------------+-------+---+-----------------+-----------------+
 * </pre>
 *
 * <p><b>Holds</b> count what needs the slot as it is (HO-I2 in {@link Holds}). The step that takes the holds of an
 * ENDED word to zero frees the slot; one thread takes it. An ENDED word gives out no holds and counts no more cursors.
 * The {@link KillWord} says whether the session is open; ENDED is set here later.
 *
 * <p>The generation never wraps: a slot that has used its last one stays ENDED for ever and is never taken again.
 */
public final class HoldWord {
  private static final long ENDED = 1L << 31;
  public static final long HOLD = 1L;
  public static final long CURSOR = 1L << 15;

  /**
   * The most further operations, and the most cursors, of one session: half the field, so that holds cannot overflow.
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

  /** The word of a free slot: one hold, for the thread that will end its session. */
  public static long free(final int generation) {
    return (long) generation << GENERATION_SHIFT | HOLD;
  }

  /** The further operations of an open session; all holds of one that has ended. */
  public static int furtherOperations(final long word) {
    return holds(word) - (isEnded(word) ? 0 : 1);
  }

  static int holds(final long word) {
    return (int) (word & HOLDS_MASK);
  }

  public static int cursors(final long word) {
    return (int) ((word & CURSORS_MASK) / CURSOR);
  }

  /** Whether an open session has further operations or cursors. */
  public static boolean hasAttached(final long word) {
    return (word & (HOLDS_MASK | CURSORS_MASK)) != HOLD;
  }

  /** The word with ENDED, and {@code moreHolds} more holds. */
  public static long ended(final long open, final int moreHolds) {
    return (open | ENDED) + moreHolds;
  }

  /** Whether the release of one hold frees the slot. */
  public static boolean isLastHold(final long word) {
    return isEnded(word) && holds(word) == 1;
  }

  public static boolean isLastGeneration(final long word) {
    return generation(word) == LAST_GENERATION;
  }
}
