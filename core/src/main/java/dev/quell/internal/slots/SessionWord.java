package dev.quell.internal.slots;

/**
 * The 64-bit word that is the truth about one session slot: which generation it is in, whether a session is open in it,
 * and how many overflow operations and cursors hang on it.
 *
 * <pre>
 *  63  62                       32  31     30     29             15 14              0
 * +---+---------------------------+-------+------+-----------------+-----------------+
 * | 0 | generation (31)           | ENDED | OPEN | cursors (15)    | holds (15)      |
 * +---+---------------------------+-------+------+-----------------+-----------------+
 * </pre>
 *
 * <p>States: FREE (neither bit) &rarr; OPEN &harr; EXPIRING (both) &rarr; ENDED &rarr; FREE of the next generation. EXPIRING is
 * open to everybody; it is how expiry finds out whether an operation begins at the same time. <b>Holds</b> count what keeps
 * the slot from being freed: overflow operations, and, once the session has ended, the ender's own clean-up and the
 * primary operation. The step that takes holds to zero in an ended session frees the slot, and is taken by one thread.
 *
 * <p>The generation never wraps: a slot that has used its last one stays ENDED for ever and is never handed out again.
 */
public final class SessionWord {
  public static final long OPEN = 1L << 30;
  public static final long ENDED = 1L << 31;
  public static final long HOLD = 1L;
  public static final long CURSOR = 1L << 15;

  /** Limit on overflow operations, and on cursors, of one session; half the field, so that holds cannot spill. */
  public static final int FIELD_LIMIT = (1 << 14) - 1;

  private static final long HOLDS_MASK = CURSOR - 1;
  private static final long CURSORS_MASK = (OPEN - 1) & ~HOLDS_MASK;
  /** Anything besides the primary operation that a kill has to look at. */
  public static final long ATTACHED_MASK = HOLDS_MASK | CURSORS_MASK;

  private static final int GENERATION_SHIFT = 32;
  public static final int LAST_GENERATION = Integer.MAX_VALUE;

  private SessionWord() {}

  public static int generation(final long word) {
    return (int) (word >>> GENERATION_SHIFT);
  }

  /** Whether the word shows a session of {@code generation} that is open, expiring or not. */
  public static boolean isOpen(final long word, final int generation) {
    return (word >>> 30 & ~2L) == ((long) generation << 2 | 1L);
  }

  /** Whether the word shows an open session of {@code generation} that nobody is about to expire. */
  public static boolean isSteady(final long word, final int generation) {
    return word >>> 30 == ((long) generation << 2 | 1L);
  }

  public static boolean isOpen(final long word) {
    return (word & OPEN) != 0;
  }

  public static boolean isEnded(final long word) {
    return (word & (OPEN | ENDED)) == ENDED;
  }

  /** The word of a slot that was taken, and whose session is not open yet. */
  public static long free(final int generation) {
    return (long) generation << GENERATION_SHIFT;
  }

  public static long expiring(final long open) {
    return open | ENDED;
  }

  public static long steady(final long expiring) {
    return expiring & ~ENDED;
  }

  public static int holds(final long word) {
    return (int) (word & HOLDS_MASK);
  }

  public static int cursors(final long word) {
    return (int) ((word & CURSORS_MASK) / CURSOR);
  }

  public static boolean hasAttached(final long word) {
    return (word & ATTACHED_MASK) != 0;
  }

  /** OPEN of the generation that the free word carries. */
  public static long opened(final long free) {
    return (free & ~(ENDED | ATTACHED_MASK)) | OPEN;
  }

  /** ENDED, with one hold for the ender and one for the primary operation. */
  public static long ended(final long open) {
    return (open & ~OPEN | ENDED) + 2 * HOLD;
  }

  /** FREE of the next generation. */
  public static long freed(final long ended) {
    return ((long) (generation(ended) + 1)) << GENERATION_SHIFT;
  }

  public static boolean isLastGeneration(final long word) {
    return generation(word) == LAST_GENERATION;
  }
}
