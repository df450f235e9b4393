package dev.quell.internal.slots;

/**
 * The 64-bit word that a kill looks at. Of a slot it says whether a session is open there, whether the session's first
 * operation runs, and which kill, if any, has claimed that; an operation that runs beside the first, or without a
 * session, has a word of its own, which says the same of it alone.
 *
 * <pre>
 *  63                          22 21             6     5         4       3       2        1         0
 * +------------------------------+----------------+----------+-------+------+--------+---------+---------+
 * | sequence (42)                | cause (16)     | ATTACHED | ENDED | LIVE | EXEMPT | WAITING | RUNNING |
 * +------------------------------+----------------+----------+-------+------+--------+---------+---------+
 * </pre>
 *
 * <ul>
 *   <li><b>sequence</b> rises by one with every begin, with the end of an idle session, and when the slot is freed. It
 *       never falls and never wraps: a word whose sequence is {@link #isExhausted} takes no further operation. So a
 *       word never comes back for another session or operation: to compare it is to compare the session too (K3).
 *   <li><b>cause</b> is 0 while the operation lives; afterwards the number of its kill in the ledger. It is written
 *       once per sequence, so the first kill wins (K4).
 *   <li><b>LIVE</b>, <b>ENDED</b>: neither, the slot's session is not open yet; LIVE, it is open; ENDED, it has ended
 *       or was given up. The step to LIVE is where a session opens, the step to ENDED where it ends. A word of an
 *       operation's own is LIVE for good.
 *   <li><b>ATTACHED</b>: the session has, or once had, further operations or cursors.
 *   <li><b>WAITING</b>: somebody waits for the kill of this operation; whoever kills it must wake them (K9).
 *   <li><b>EXEMPT</b>: session kills pass over this operation.
 * </ul>
 *
 * <p>The <em>ticket</em> of a running operation is its word without cause and flags: poll is one load, one mask and one
 * comparison with it.
 */
public final class KillWord {
  public static final long RUNNING = 1L;
  public static final long WAITING = 1L << 1;
  public static final long EXEMPT = 1L << 2;
  public static final long LIVE = 1L << 3;
  public static final long ENDED = 1L << 4;
  public static final long ATTACHED = 1L << 5;

  private static final int CAUSE_SHIFT = 6;
  public static final int CAUSE_BITS = 16;
  private static final long CAUSE_MASK = ((1L << CAUSE_BITS) - 1) << CAUSE_SHIFT;

  private static final int SEQUENCE_SHIFT = CAUSE_SHIFT + CAUSE_BITS;
  private static final long SEQUENCE_UNIT = 1L << SEQUENCE_SHIFT;
  private static final long SEQUENCE_MASK = -SEQUENCE_UNIT;
  /** Sequences are refused from here on, so that the steps that are never refused do not wrap. */
  private static final long SEQUENCE_LIMIT = SEQUENCE_MASK - 4 * SEQUENCE_UNIT;

  private static final long TICKET_MASK = SEQUENCE_MASK | RUNNING;
  /** What a poll looks at: sequence, cause and RUNNING. */
  public static final long POLL_MASK = SEQUENCE_MASK | CAUSE_MASK | RUNNING;
  private static final long CLAIM_MASK = CAUSE_MASK | EXEMPT | LIVE | RUNNING;
  /** What outlives the operation in its word. */
  private static final long SLOT_MASK = SEQUENCE_MASK | ATTACHED | ENDED | LIVE;

  /** The first word of a slot, and of an operation's own word, both idle. */
  static final long NEW_SLOT = 0L;
  public static final long NEW_OWN = LIVE;

  private KillWord() {}

  // ---- the session in the slot

  /** Whether a session is open here. */
  public static boolean isLive(final long word) {
    return (word & LIVE) != 0;
  }

  /** Whether the slot waits for its session to open. */
  public static boolean isNew(final long word) {
    return (word & (LIVE | ENDED)) == 0;
  }

  public static boolean isEnded(final long word) {
    return (word & ENDED) != 0;
  }

  public static boolean isAttached(final long word) {
    return (word & ATTACHED) != 0;
  }

  /** Whether a kill finds nothing here but an open session: no operation, and nothing attached. */
  public static boolean isBare(final long word) {
    return besideBare(word) == 0;
  }

  /** The bits that keep the word from being {@link #isBare bare}; zero if none does. */
  public static long besideBare(final long word) {
    return word & (LIVE | ATTACHED | RUNNING) ^ LIVE;
  }

  /** The session of a new word, open. */
  public static long opened(final long fresh) {
    return fresh | LIVE;
  }

  /** The session of a new word, given up before it opened: no word of a session that was ever open is the same. */
  public static long abandoned(final long fresh) {
    return fresh | ENDED;
  }

  /** The session of a live word, ended; an operation that runs goes on. */
  public static long sealed(final long word) {
    return (isRunning(word) ? word : word + SEQUENCE_UNIT) & ~LIVE | ENDED;
  }

  /** The word of a slot that is free for the next session. */
  public static long freed(final long ended) {
    return (ended & SEQUENCE_MASK) + SEQUENCE_UNIT;
  }

  /** With ATTACHED; an idle word {@link #renewed} even if it is attached already. */
  public static long attached(final long word) {
    return (isRunning(word) ? word : renewed(word)) | ATTACHED;
  }

  /** An idle word that differs from {@code idle} and means the same: whoever meant to change that fails. */
  public static long renewed(final long idle) {
    return isExhausted(idle) ? idle : idle + SEQUENCE_UNIT;
  }

  // ---- the operation

  public static boolean isRunning(final long word) {
    return (word & RUNNING) != 0;
  }

  public static boolean isKilled(final long word) {
    return (word & CAUSE_MASK) != 0;
  }

  /**
   * Whether a session kill may claim the operation: running, in an open session or none, not killed yet, not exempt.
   */
  public static boolean isClaimable(final long word) {
    return (word & CLAIM_MASK) == (LIVE | RUNNING);
  }

  /** Whether somebody waits for the kill of the operation. */
  public static boolean isAwaited(final long word) {
    return (word & WAITING) != 0;
  }

  public static int cause(final long word) {
    return (int) ((word & CAUSE_MASK) >>> CAUSE_SHIFT);
  }

  public static long withCause(final long word, final int cause) {
    return word | (long) cause << CAUSE_SHIFT;
  }

  /** The word of the next operation to run after the idle word {@code idle}. */
  public static long begun(final long idle, final boolean exempt) {
    return (idle & SLOT_MASK) + SEQUENCE_UNIT + (exempt ? RUNNING | EXEMPT : RUNNING);
  }

  /** The idle word that follows {@code running}. */
  public static long idle(final long running) {
    return running & SLOT_MASK;
  }

  public static long ticket(final long word) {
    return word & TICKET_MASK;
  }

  /** Whether {@code word} still belongs to the operation with {@code ticket}, killed or not. */
  public static boolean belongsTo(final long word, final long ticket) {
    return (word & TICKET_MASK) == ticket;
  }

  /**
   * What the last word of a run says besides its ticket; zero if it was neither killed nor awaited, nor outlived its
   * session.
   */
  public static long remarks(final long word) {
    return word & (CAUSE_MASK | WAITING | ENDED);
  }

  /** Whether no further operation may begin on this word. */
  public static boolean isExhausted(final long word) {
    return Long.compareUnsigned(word & SEQUENCE_MASK, SEQUENCE_LIMIT) >= 0;
  }
}
