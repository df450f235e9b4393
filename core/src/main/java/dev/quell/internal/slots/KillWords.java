package dev.quell.internal.slots;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Every access to a {@link KillWord}, in a segment or in an operation's own array. Each change is one compare-and-set,
 * the linearization point of what it is named after; {@link #free} is a release store.
 */
public final class KillWords {
  /*
   * Invariants    KW-I1  a run begins with one step and ends with one, each taken by one thread.
   *               KW-I2  a run is claimed at most once: a compare-and-set writes the cause into a word that belongs to
   *                      the run and has no cause (K4).
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
   * The poll's load. If another thread polls while the user begins the next run, array and index may be of two runs.
   * The length of every array is a power of two, so the mask keeps any index within any array.
   */
  public static long getOpaqueWithin(final long[] words, final int index) {
    // opaque: a poll orders nothing, it only has to see a kill soon
    return (long) LONGS.getOpaque(words, index & words.length - 1);
  }

  public static long getOpaque(final long[] words, final int index) {
    return (long) LONGS.getOpaque(words, index); // callers: each says why that is enough
  }

  public static long getAcquire(final long[] words, final int index) {
    return (long) LONGS.getAcquire(words, index); // callers: each says what it looks for
  }

  /** Whether the word is still {@code word}; if so, what the caller read after it belongs to it (SG-I2). */
  public static boolean isStill(final long[] words, final int index, final long word) {
    VarHandle.loadLoadFence(); // SG-E3 load side
    return (long) LONGS.getOpaque(words, index) == word; // SG-I2
  }

  /** For a caller that has just written elsewhere (store-load). */
  public static long getVolatile(final long[] words, final int index) {
    // callers: each names the step that precedes this load
    return (long) LONGS.getVolatile(words, index);
  }

  // ---- the steps: true if the word was as given and was changed

  /** NEW to LIVE: the session opens. */
  public static boolean open(final long[] words, final int index, final long fresh) {
    return cas(words, index, fresh, KillWord.opened(fresh)); // UI-I1; SG-E1 release
  }

  /** NEW to ENDED: the session is abandoned before it opened. */
  public static boolean abandon(final long[] words, final int index, final long fresh) {
    return cas(words, index, fresh, KillWord.abandoned(fresh)); // UI-I1
  }

  /** LIVE to ENDED: the session ends. */
  public static boolean seal(final long[] words, final int index, final long live) {
    return cas(words, index, live, KillWord.sealed(live)); // HO-I3, HO-I4
  }

  /** ENDED to NEW of the next generation. For the thread that moved the hold word to it; the slot has no holds left. */
  static void free(final long[] words, final int index) {
    final long ended = (long) LONGS.getOpaque(words, index); // opaque: no other thread changes it now
    LONGS.setRelease(words, index, KillWord.freed(ended)); // SG-E2 store side, with giveBack; SG-I1
  }

  /** IDLE to RUNNING: an operation begins. {@code begun} is {@link KillWord#begun} of {@code idle}. */
  public static boolean begin(final long[] words, final int index, final long idle, final long begun) {
    return cas(words, index, idle, begun); // KW-I1; KW-E1 release, KW-E2 acquire
  }

  /** RUNNING or KILLED to IDLE: the operation ends. */
  public static boolean end(final long[] words, final int index, final long running) {
    return cas(words, index, running, KillWord.idle(running)); // KW-I1; KW-E2 release
  }

  /** RUNNING to KILLED, by the kill with number {@code cause}. Only from a word without a cause (K1, K3, K4). */
  public static boolean claim(final long[] words, final int index, final long running, final int cause) {
    return cas(words, index, running, KillWord.withCause(running, cause)); // KW-I2; KW-E1 acquire
  }

  /** Sets WAITING: a thread that claims the operation after this claims its children and wakes its wait list (K9). */
  public static boolean markWaiting(final long[] words, final int index, final long running) {
    return cas(words, index, running, running | KillWord.WAITING); // WL-E2
  }

  /** Sets ATTACHED, and changes an idle word in any case, unless it is exhausted. */
  public static boolean attach(final long[] words, final int index, final long live) {
    return cas(words, index, live, KillWord.attached(live)); // HO-I4
  }

  /** Replaces an idle word by a different one with the same meaning, unless it is exhausted. */
  public static boolean renew(final long[] words, final int index, final long idle) {
    return cas(words, index, idle, KillWord.renewed(idle)); // HO-I5
  }

  private static boolean cas(final long[] words, final int index, final long expected, final long next) {
    return LONGS.compareAndSet(words, index, expected, next); // callers: each step names what it decides
  }
}
