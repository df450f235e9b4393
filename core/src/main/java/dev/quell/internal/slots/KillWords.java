package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Every access to a {@link KillWord}, wherever it is: in a segment, or in an array of its operation's own. Each change is
 * one compare-and-set, a step with a name, and is the linearization point of what it is named after.
 */
public final class KillWords {
  /*
   * Invariants    KW-I1  a run begins with one step and ends with one, each taken by one thread.
   *               KW-I2  a run is claimed once: its word gets a cause by a compare-and-set, from a word that belongs to
   *                      the run and has none (K4).
   * Edges         KW-E1  begin CAS(word) -> getAcquire(word): a begin that returned is seen by a kill (K1)
   *               KW-E2  end CAS(word) -> begin CAS(word): the word is free
   * Tests         KW-I1  OperationTest.shouldEndOnceWhenTwoThreadsCloseIt, AttachStress.K1_BeginVsBegin,
   *                      AttachStress.K1_BeginVsEnd
   *               KW-I2  KillStress.K4_TwoKillsClaimOnce, KillStress.K4_FirstCodeWins
   *               KW-E1  KillStress.K1_KillVsBegin, LabelStress.KW_E1_BeginFurtherVsKillAndEnd
   *               KW-E2  KillStress.K4_KillVsEnd, EndStress.HO_I1_EndVsEndOfFirst
   */

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private KillWords() {}

  /**
   * The poll's load. Array and index may be of two runs when another thread polls just as the user begins the next one:
   * arrays are as long as powers of two, so the mask keeps any index in any of them.
   */
  public static long getOpaqueWithin(final long[] words, final int index) {
    // opaque: a poll orders nothing, it only has to see the kill soon
    return (long) LONGS.getOpaque(words, index & words.length - 1);
  }

  public static long getOpaque(final long[] words, final int index) {
    return (long) LONGS.getOpaque(words, index); // callers: each says why that is enough
  }

  public static long getAcquire(final long[] words, final int index) {
    return (long) LONGS.getAcquire(words, index); // callers: each says what it looks for
  }

  /** Whether the word is still this one, so that what was read since it was read belongs to it (SG-I2). */
  public static boolean isStill(final long[] words, final int index, final long word) {
    VarHandle.loadLoadFence(); // SG-E3 load side
    return (long) LONGS.getOpaque(words, index) == word; // SG-I2
  }

  /** For who has just changed something else and must see what is here after that. */
  public static long getVolatile(final long[] words, final int index) {
    // callers: each names the step before it that this comes after
    return (long) LONGS.getVolatile(words, index);
  }

  // ---- the steps: true if the word was as given, and is the next one now

  /** NEW to LIVE: the session opens here. */
  public static boolean open(final long[] words, final int index, final long fresh) {
    return cas(words, index, fresh, KillWord.opened(fresh)); // UI-I1; SG-E1 release
  }

  /** NEW to ENDED: the session is given up before it opened. */
  public static boolean abandon(final long[] words, final int index, final long fresh) {
    return cas(words, index, fresh, KillWord.abandoned(fresh)); // UI-I1
  }

  /** LIVE to ENDED: the session ends here. */
  public static boolean seal(final long[] words, final int index, final long live) {
    return cas(words, index, live, KillWord.sealed(live)); // HO-I3, HO-I4
  }

  /** ENDED to NEW, of a slot that nobody holds any more: for the thread that moved its hold word to the next generation. */
  static void free(final long[] words, final int index) {
    final long ended = (long) LONGS.getOpaque(words, index); // opaque: nobody changes it any more
    LONGS.setRelease(words, index, KillWord.freed(ended)); // SG-E2 store side, with giveBack; SG-I1
  }

  /** IDLE to RUNNING: an operation begins here. {@code begun} is {@link KillWord#begun} of {@code idle}. */
  public static boolean begin(final long[] words, final int index, final long idle, final long begun) {
    return cas(words, index, idle, begun); // KW-I1; KW-E1 release, KW-E2 acquire
  }

  /** RUNNING to IDLE, killed or not: the operation ends here. */
  public static boolean end(final long[] words, final int index, final long running) {
    return cas(words, index, running, KillWord.idle(running)); // KW-I1; KW-E2 release
  }

  /** RUNNING to KILLED by the kill of this number. Only from a word without a cause (K1, K3, K4). */
  public static boolean claim(final long[] words, final int index, final long running, final int cause) {
    return cas(words, index, running, KillWord.withCause(running, cause)); // KW-I2; KW-E1 acquire
  }

  /** With WAITING: whoever claims the operation after this wakes those on its wait list (K9). */
  public static boolean markWaiting(final long[] words, final int index, final long running) {
    return cas(words, index, running, running | KillWord.WAITING); // WL-E2
  }

  /** With ATTACHED, and changed in any case if it is idle. */
  public static boolean attach(final long[] words, final int index, final long live) {
    return cas(words, index, live, KillWord.attached(live)); // HO-I4
  }

  /** An idle word that means the same and is another. */
  public static boolean renew(final long[] words, final int index, final long idle) {
    return cas(words, index, idle, KillWord.renewed(idle)); // HO-I5
  }

  private static boolean cas(final long[] words, final int index, final long expected, final long next) {
    return LONGS.compareAndSet(words, index, expected, next); // callers: each step names what it decides
  }
}
