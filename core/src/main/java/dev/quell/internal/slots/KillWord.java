package dev.quell.internal.slots;

/**
 * The 64-bit word that a kill reads and changes. A slot's word says whether a session is open there, whether its first
 * operation runs, and which kill has claimed that. A further operation, and one without a session, has its own word,
 * which describes that operation alone.
 *
 * <pre>
 *  63                          22 21             6     5         4       3       2        1         0
 * +------------------------------+----------------+----------+-------+------+--------+---------+---------+
 * | sequence (42)                | cause (16)     | ATTACHED | ENDED | LIVE | EXEMPT | WAITING | RUNNING |
 * +------------------------------+----------------+----------+-------+------+--------+---------+---------+
 * </pre>
 *
 * <ul>
 *   <li><b>sequence</b> rises by one with every begin, with the end of an idle session, with {@link #renewed}, and when
 *       the slot is freed. It never falls and never wraps: on a word that {@link #isExhausted} no operation begins. So
 *       a word never recurs for another session or operation; to compare the word is to compare those too (K3).
 *   <li><b>cause</b>: 0, or the number in the ledger of the kill that claimed the operation. It is written at most once
 *       per sequence, so the first kill wins (K4).
 *   <li><b>LIVE</b>, <b>ENDED</b>: with neither, the slot's session is not open yet; with LIVE, it is open; with ENDED,
 *       it has ended or was abandoned. The step to LIVE opens the session, the step to ENDED ends it. An operation's
 *       own word is always LIVE.
 *   <li><b>ATTACHED</b>: the session has, or once had, further operations or cursors.
 *   <li><b>WAITING</b>: a waiter waits for the kill of this operation, and the killer must wake it (K9); or the
 *       operation has children, and the killer must claim them. Both are on its wait list.
 *   <li><b>EXEMPT</b>: session kills pass over this operation.
 * </ul>
 *
 * <p>The <em>ticket</em> of a run is its word's sequence and RUNNING bit.
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
  /** No operation begins from this sequence on. The steps that are never refused have room above it. */
  private static final long SEQUENCE_LIMIT = SEQUENCE_MASK - 4 * SEQUENCE_UNIT;

  private static final long TICKET_MASK = SEQUENCE_MASK | RUNNING;
  /** What a poll compares: sequence, cause and RUNNING. */
  public static final long POLL_MASK = SEQUENCE_MASK | CAUSE_MASK | RUNNING;
  private static final long CLAIM_MASK = CAUSE_MASK | EXEMPT | LIVE | RUNNING;
  /** What stays in the word when the operation ends. */
  private static final long SLOT_MASK = SEQUENCE_MASK | ATTACHED | ENDED | LIVE;

  /** The first value of a slot's word and of an operation's own word; both are idle. */
  static final long NEW_SLOT = 0L;
  public static final long NEW_OWN = LIVE;

  private KillWord() {}

  // ---- the session in the slot

  /** Whether a session is open here. */
  public static boolean isLive(final long word) {
    return (word & LIVE) != 0;
  }

  /** Whether the slot's session is not open yet. */
  public static boolean isNew(final long word) {
    return (word & (LIVE | ENDED)) == 0;
  }

  public static boolean isEnded(final long word) {
    return (word & ENDED) != 0;
  }

  public static boolean isAttached(final long word) {
    return (word & ATTACHED) != 0;
  }

  /** Whether the word is that of an open session with no first operation running and no attachment. */
  public static boolean isBare(final long word) {
    return besideBare(word) == 0;
  }

  /** The bits that make the word not {@link #isBare bare}; zero if it is. */
  public static long besideBare(final long word) {
    return word & (LIVE | ATTACHED | RUNNING) ^ LIVE;
  }

  /** The word after {@code fresh} when its session opens. */
  public static long opened(final long fresh) {
    return fresh | LIVE;
  }

  /** The word after {@code fresh} when its session is abandoned; no session that opened has an equal word. */
  public static long abandoned(final long fresh) {
    return fresh | ENDED;
  }

  /** The word after a live {@code word} when the session ends; a running operation goes on. */
  public static long sealed(final long word) {
    return (isRunning(word) ? word : word + SEQUENCE_UNIT) & ~LIVE | ENDED;
  }

  /** The word after {@code ended} when the slot is free for the next session. */
  public static long freed(final long ended) {
    return (ended & SEQUENCE_MASK) + SEQUENCE_UNIT;
  }

  /** The word with ATTACHED; an idle word is also {@link #renewed}, even if it is attached already. */
  public static long attached(final long word) {
    return (isRunning(word) ? word : renewed(word)) | ATTACHED;
  }

  /**
   * A different idle word with the same meaning, so that a compare-and-set from {@code idle} fails. An exhausted word
   * stays as it is.
   */
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

  /** Whether a session kill may claim the operation: RUNNING and LIVE, neither killed nor exempt. */
  public static boolean isClaimable(final long word) {
    return (word & CLAIM_MASK) == (LIVE | RUNNING);
  }

  /** Whether a waiter waits for the kill of the operation, or it has children. */
  public static boolean isAwaited(final long word) {
    return (word & WAITING) != 0;
  }

  public static boolean isExempt(final long word) {
    return (word & EXEMPT) != 0;
  }

  public static int cause(final long word) {
    return (int) ((word & CAUSE_MASK) >>> CAUSE_SHIFT);
  }

  public static long withCause(final long word, final int cause) {
    return word | (long) cause << CAUSE_SHIFT;
  }

  /** The word after {@code idle} when an operation begins. */
  public static long begun(final long idle, final boolean exempt) {
    return (idle & SLOT_MASK) + SEQUENCE_UNIT + (exempt ? RUNNING | EXEMPT : RUNNING);
  }

  /** The word after {@code running} when the operation ends. */
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
   * What the last word of a run asks of its end; zero if the run was neither killed nor awaited, and its session has
   * not ended.
   */
  public static long remarks(final long word) {
    return word & (CAUSE_MASK | WAITING | ENDED);
  }

  /** Whether no further operation may begin on this word. */
  public static boolean isExhausted(final long word) {
    return Long.compareUnsigned(word & SEQUENCE_MASK, SEQUENCE_LIMIT) >= 0;
  }
}
