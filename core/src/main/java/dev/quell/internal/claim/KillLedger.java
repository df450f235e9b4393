package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.internal.slots.KillWord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the kills that have victims still running, so that a kill fits into 16 bits of an operation's word and the
 * victim finds code, reason and killer by that number.
 *
 * <p>A number is reused when its kill is done and its last victim has stopped: the ledger is bounded by the kills that
 * are pending now (K8). If 65,000 kills are pending at once, further ones share a record for their code: operations die
 * as they should and keep the right code, but the reason, the killer and the time to stop are lost for those.
 *
 * <p><b>Cost:</b> some hundred numbers stay free and the search goes round, so that over many kills it looks at no more
 * than 140 numbers for each that it finds, and at two while half of them are free; while the ledger is full, at none.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
public final class KillLedger {
  /*
   * Invariants    KL-I1  a number names one record from register until its kill is done and its victims have stopped; a
   *                      victim that has not stopped can therefore always look it up.
   *               KL-I2  taken is at least the number of entries: it rises before an entry is set and falls after it is
   *                      cleared. So no more than MOST are set at once, and who raised it to that or less finds one
   *                      that is free. (Nothing else hangs on that order. It may be more for a moment, and a kill that
   *                      comes just then, with the ledger all but full, shares a record without need.)
   * Edges         KL-E1  register CAS(entry) -> get getAcquire(entry): the record's fields
   *               KL-E2  release setRelease(entry) -> get getAcquire(entry), register CAS(entry): who finds no record,
   *                      or the next one, where a word named this one finds that word changed: its victim changed it
   *                      before it gave the number back
   * Tests         KL-I1  KillLedgerLincheckTest.shouldNameOneKillUntilItIsOver,
   *                      KillLedgerTest.shouldNameARecordUntilItsLastVictimHasStopped,
   *                      KillLedgerTest.shouldNotFreeANumberBeforeTheKillerIsDone, KillStress.K4_KillVsEnd
   *               KL-I2  KillLedgerLincheckTest.shouldGiveOutNoMoreNumbersThanItMay,
   *                      KillLedgerTest.shouldNotSearchWhenFull, KillLedgerTest.shouldFindRoomAgainAfterItWasFull
   *               KL-E1  LabelStress.KL_E1_PollVsKill
   *               KL-E2  RunStress.K4_CauseVsEndOfKilled; on x86, which keeps stores in order and loads in order, it
   *                      can show what a compiler does to it, and not what a weaker processor would
   */

  private static final VarHandle LEAVES = MethodHandles.arrayElementVarHandle(KillRecord[][].class);
  private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(KillRecord[].class);
  private static final int LEAF_BITS = 8;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;
  private static final int NUMBERS = 1 << KillWord.CAUSE_BITS;
  /** The first number that is not for a shared record. */
  static final int FIRST = KillRecord.FIRST_OWN;
  /** So many records have a number of their own at once; the 472 numbers beyond keep the search short. */
  static final int MOST = 65_000;
  private final @Nullable KillRecord[] @Nullable [] leaves = new KillRecord[NUMBERS >>> LEAF_BITS][];
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final int numbers;
  private final int most;

  public KillLedger() {
    this(NUMBERS - FIRST, MOST);
  }

  /**
   * @param numbers from {@link #FIRST} on; fewer than there can be for tests, so that they come round and run out
   * @param most fewer than that
   */
  KillLedger(final int numbers, final int most) {
    this.numbers = numbers;
    this.most = most;
  }

  /**
   * Gives the record a number; or, while there is none to be had, answers another record. Finish it with {@link
   * #finish}.
   */
  public KillRecord register(final KillRecord record) {
    if (taken.incrementAndGet() > most) { // KL-I2
      taken.decrementAndGet(); // KL-I2: no entry was set
      return shareRecord(record.cause());
    }
    while (true) {
      final int number = FIRST + Integer.remainderUnsigned(turn.getAndIncrement(), numbers); // atomic: spreads
      if (get(number) == null && install(number, record)) {
        return record;
      }
    }
  }

  /** How many numbers were looked at so far, modulo 2^32; for tests. */
  int probes() {
    return turn.get(); // atomic: for tests
  }

  @SuppressWarnings("NullAway") // a shared number that is given out is never given back
  private KillRecord shareRecord(final KillCause cause) {
    for (int number = 1; number < FIRST; number++) {
      final KillRecord seen = get(number);
      if (seen != null && seen.cause().code() == cause.code()) {
        return seen;
      }
      if (seen == null) {
        final KillRecord shared = new KillRecord(new KillCause(cause.code(), "", "", 0), 0);
        if (install(number, shared)) {
          return shared;
        }
        number--; // somebody else took this number, perhaps for our code
      }
    }
    return get(1); // 63 other codes were met while full: the operation dies with the first of them
  }

  /** The record of this number; never null for the number in the word of a victim that has not stopped. */
  public @Nullable KillRecord get(final int number) {
    final KillRecord[] leaf = (KillRecord[]) LEAVES.getAcquire(leaves, number >>> LEAF_BITS); // KL-E1 acquire
    return leaf == null ? null : (KillRecord) ENTRIES.getAcquire(leaf, number & LEAF_MASK); // KL-E1 acquire; KL-E2 acquire
  }

  /** The killer is done with this many claims. */
  public void finish(final KillRecord record, final long claims) {
    if (!record.isShared() && record.finish(claims)) {
      release(record);
    }
  }

  /** A victim has stopped. */
  public void stopped(final KillRecord record) {
    if (!record.isShared() && record.stopped()) {
      release(record);
    }
  }

  /** How many kills have a number now. Walks the ledger; for tests and telemetry. */
  public int pendingKills() {
    int count = 0;
    for (int number = FIRST; number < FIRST + numbers; number++) {
      if (get(number) != null) {
        count++;
      }
    }
    return count;
  }

  private boolean install(final int number, final KillRecord record) {
    KillRecord[] leaf = (KillRecord[]) LEAVES.getAcquire(leaves, number >>> LEAF_BITS); // KL-E1 acquire
    if (leaf == null) {
      final KillRecord[] fresh = new KillRecord[1 << LEAF_BITS];
      final KillRecord[] witness =
          // KL-E1 release; who loses goes on with the other's leaf: KL-E1 acquire
          (KillRecord[]) LEAVES.compareAndExchange(leaves, number >>> LEAF_BITS, null, fresh);
      leaf = witness == null ? fresh : witness;
    }
    record.setIndex(number);
    return ENTRIES.compareAndSet(leaf, number & LEAF_MASK, null, record); // KL-E1 release; KL-E2 load side; KL-I1
  }

  private void release(final KillRecord record) {
    final int number = record.index();
    final KillRecord[] leaf = (KillRecord[]) LEAVES.getAcquire(leaves, number >>> LEAF_BITS); // KL-E1 acquire
    ENTRIES.setRelease(leaf, number & LEAF_MASK, null); // KL-E2 release; KL-I1: the last use of the number is behind us
    taken.decrementAndGet(); // KL-I2: after the entry
  }
}
