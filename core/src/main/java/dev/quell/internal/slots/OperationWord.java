package dev.quell.internal.slots;

/**
 * The 64-bit word that is the truth about one operation: whether it runs, and which kill, if any, has claimed it.
 *
 * <pre>
 *  63                              20 19             4    3       2        1        0
 * +----------------------------------+----------------+--------+--------+---------+---------+
 * | sequence (44)                    | cause (16)     | EXEMPT | ENDING | WAITING | RUNNING |
 * +----------------------------------+----------------+--------+--------+---------+---------+
 * </pre>
 *
 * <ul>
 *   <li><b>sequence</b> rises by one with every begin, and once more when a session is sealed. It never falls and never
 *       wraps: a word whose sequence is {@link #exhausted} takes no further operation.
 *   <li><b>cause</b> is 0 while the operation lives; afterwards the index of its kill in the ledger. It is written once
 *       per sequence, so the first kill wins (K4).
 *   <li><b>WAITING</b>: somebody waits for the kill of this operation; whoever kills it must wake them (K9).
 *   <li><b>ENDING</b>: the session has ended; whoever ends this operation gives the word back.
 *   <li><b>EXEMPT</b>: session kills pass over this operation.
 * </ul>
 *
 * <p>The <em>ticket</em> of a running operation is its word without cause and flags: poll is one load, one mask and one
 * comparison with it.
 */
public final class OperationWord {
  public static final long RUNNING = 1L;
  public static final long WAITING = 1L << 1;
  public static final long ENDING = 1L << 2;
  public static final long EXEMPT = 1L << 3;

  public static final int CAUSE_SHIFT = 4;
  public static final int CAUSE_BITS = 16;
  public static final long CAUSE_MASK = ((1L << CAUSE_BITS) - 1) << CAUSE_SHIFT;

  private static final int SEQUENCE_SHIFT = CAUSE_SHIFT + CAUSE_BITS;
  private static final long SEQUENCE_UNIT = 1L << SEQUENCE_SHIFT;
  private static final long SEQUENCE_MASK = -SEQUENCE_UNIT;
  /** Sequences are refused from here on, so that the final steps of begin and seal never wrap. */
  private static final long SEQUENCE_LIMIT = SEQUENCE_MASK - 4 * SEQUENCE_UNIT;

  private static final long TICKET_MASK = SEQUENCE_MASK | RUNNING;
  /** What a poll looks at: sequence, cause and RUNNING. */
  public static final long POLL_MASK = SEQUENCE_MASK | CAUSE_MASK | RUNNING;
  /** A session kill claims a word that shows exactly {@link #RUNNING} under this mask. */
  public static final long CLAIM_MASK = CAUSE_MASK | EXEMPT | RUNNING;

  private OperationWord() {}

  public static boolean isRunning(final long word) {
    return (word & RUNNING) != 0;
  }

  public static boolean isKilled(final long word) {
    return (word & CAUSE_MASK) != 0;
  }

  /** Whether a session kill may claim the operation: running, not killed yet, not exempt. */
  public static boolean isClaimable(final long word) {
    return (word & CLAIM_MASK) == RUNNING;
  }

  public static int cause(final long word) {
    return (int) ((word & CAUSE_MASK) >>> CAUSE_SHIFT);
  }

  public static long withCause(final long word, final int cause) {
    return word | ((long) cause << CAUSE_SHIFT);
  }

  /** The word of the next operation to run after the idle word {@code idle}. */
  public static long begun(final long idle, final boolean exempt) {
    return (idle & SEQUENCE_MASK) + SEQUENCE_UNIT + (exempt ? RUNNING | EXEMPT : RUNNING);
  }

  /** The idle word that follows {@code running}; sealed against begins in flight if the session is ending. */
  public static long ended(final long running) {
    final long idle = running & SEQUENCE_MASK;
    return (running & ENDING) == 0 ? idle : idle + SEQUENCE_UNIT;
  }

  /** An idle word with the next sequence: a begin that saw {@code idle} can no longer succeed. */
  public static long sealed(final long idle) {
    return (idle & SEQUENCE_MASK) + SEQUENCE_UNIT;
  }

  public static long ticket(final long word) {
    return word & TICKET_MASK;
  }

  /** Whether {@code word} still belongs to the operation with {@code ticket}, killed or not. */
  public static boolean belongsTo(final long word, final long ticket) {
    return (word & TICKET_MASK) == ticket;
  }

  /** Whether no further operation may begin on this word. */
  public static boolean exhausted(final long word) {
    return Long.compareUnsigned(word & SEQUENCE_MASK, SEQUENCE_LIMIT) >= 0;
  }
}
