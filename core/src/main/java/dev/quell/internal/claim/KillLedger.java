package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Stripes;
import dev.quell.internal.slots.KillWord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of kills whose victims still run. A number fits into 16 bits of a kill word; by it a victim finds code,
 * reason and killer.
 *
 * <p>A number is reused when its kill is done and its last victim has stopped, so the ledger is bounded by the pending
 * kills (K8). While about 65,000 kills are pending, further ones share a record for their code. Their victims stop with
 * the right code, but without reason, killer and time to stop.
 *
 * <p>The numbers are divided into stripes, and a thread takes them from its own while that has any (K12).
 *
 * <p><b>Cost:</b> 472 numbers stay free, and the search goes round. Over many kills it probes at most 140 numbers for
 * each that it finds, and two while half of them are free. While the ledger is full it probes none.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
public final class KillLedger extends Apart {
  /*
   * Invariants    KL-I1  a number names one record from register until its kill is done and its victims have stopped.
   *                      So a victim that has not stopped can always look it up.
   *               KL-I2  the count of a stripe is at least the number of its entries: it rises before an entry is set
   *                      and falls after it is cleared. So at most its share of MOST are set at once, and a thread that
   *                      raised it to no more finds a free number. (Nothing else depends on that order. The counts may
   *                      be too high for a moment, and a number come back in a stripe that was passed over; a kill that
   *                      registers then, with the ledger almost full, shares a record without need.)
   * Edges         KL-E1  register CAS(entry) -> get getAcquire(entry): the record's fields
   *               KL-E2  release setRelease(entry) -> get getAcquire(entry), register CAS(entry): if a reader finds no
   *                      record, or the next one, under the number in a word, it then finds that word changed: the
   *                      victim changed it before it gave the number back
   * Tests         KL-I1  KillLedgerLincheckTest.shouldNameOneKillUntilItIsOver,
   *                      KillLedgerTest.shouldNameARecordUntilItsLastVictimHasStopped,
   *                      KillLedgerTest.shouldNotFreeANumberBeforeTheKillerIsDone, KillStress.K4_KillVsEnd
   *               KL-I2  KillLedgerLincheckTest.shouldGiveOutNoMoreNumbersThanItMay,
   *                      KillLedgerTest.shouldNotSearchWhenFull, KillLedgerTest.shouldFindRoomAgainAfterItWasFull
   *               KL-E1  LabelStress.KL_E1_PollVsKill
   *               KL-E2  RunStress.K4_CauseVsEndOfKilled; on x86, which keeps loads in order and stores in order, this
   *                      can refute what a compiler does, but not what a weaker processor would
   */

  private static final VarHandle LEAVES = MethodHandles.arrayElementVarHandle(KillRecord[][].class);
  private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(KillRecord[].class);
  private static final int LEAF_BITS = 8;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;
  private static final int NUMBERS = 1 << KillWord.CAUSE_BITS;
  /** The first number that is not for a shared record. */
  static final int FIRST = KillRecord.FIRST_OWN;
  private static final int MOST_STRIPES = 16;
  /** Stripes are so many longs apart: 128 bytes, two cache lines. */
  private static final int APART = 16;
  /** One number that is taken. The count of them is the lower half of a stripe's word. */
  private static final long TAKEN = 1L;
  private static final long TAKEN_MASK = 0xFFFF_FFFFL;
  /** One probe. The count of them is the upper half, and wraps around. */
  private static final long PROBE = 1L << 32;
  /** The most records with their own number at once. The other 472 numbers keep the search short. */
  static final int MOST = 65_000;
  private final @Nullable KillRecord[] @Nullable [] leaves = new KillRecord[NUMBERS >>> LEAF_BITS][];
  /** Of each stripe how many numbers are taken and, by the number of probes, where the search goes on. */
  private final AtomicLongArray counts;
  private final int stripes;
  /** Of one stripe. */
  private final int numbers;
  /** Of one stripe. */
  private final int most;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  public KillLedger() {
    this(NUMBERS - FIRST, MOST, Stripes.count(MOST_STRIPES));
  }

  /**
   * @param numbers how many numbers there are, from {@link #FIRST} on; few in tests, so that they recur and run out
   * @param most how many may be taken at once; fewer than {@code numbers}
   * @param stripes into how many parts to divide both; a power of two
   */
  KillLedger(final int numbers, final int most, final int stripes) {
    this.stripes = stripes;
    this.numbers = numbers / stripes;
    this.most = most / stripes;
    this.counts = new AtomicLongArray((stripes + 1) * APART);
  }

  private static int at(final int stripe) {
    return (stripe + 1) * APART;
  }

  private static int taken(final long counted) {
    return (int) (counted & TAKEN_MASK);
  }

  private static int probes(final long counted) {
    return (int) (counted >>> 32);
  }

  /**
   * Gives the record a number and returns it; while the ledger is full, returns a shared record instead. The caller
   * must {@link #finish} the result.
   */
  public KillRecord register(final KillRecord record) {
    final int own = Stripes.own(stripes);
    for (int i = 0; i < stripes; i++) {
      final int stripe = own + i & stripes - 1;
      final long before = counts.getAndAdd(at(stripe), PROBE + TAKEN); // KL-I2; and the first probe, which spreads
      if (taken(before) < most) {
        return place(stripe, probes(before), record);
      }
      counts.getAndAdd(at(stripe), -PROBE - TAKEN); // KL-I2: no entry was set
    }
    return shareRecord(record.code());
  }

  private KillRecord place(final int stripe, final int firstProbe, final KillRecord record) {
    final int first = FIRST + stripe * numbers;
    int probe = firstProbe;
    while (true) {
      final int number = first + (probe & Integer.MAX_VALUE) % numbers;
      if (get(number) == null && install(number, record)) {
        return record;
      }
      probe = probes(counts.getAndAdd(at(stripe), PROBE)); // atomic: spreads
    }
  }

  /** The number of probes so far, modulo 2^32; for tests. */
  int probes() {
    int sum = 0;
    for (int stripe = 0; stripe < stripes; stripe++) {
      sum += probes(counts.get(at(stripe))); // atomic: for tests
    }
    return sum;
  }

  /** Sets the number of probes of the first stripe, which has given out no number; for tests. */
  void setProbes(final int probes) {
    counts.set(at(0), (probes & 0xFFFF_FFFFL) * PROBE); // atomic: for tests
  }

  @SuppressWarnings("NullAway") // a shared number that is given out is never given back
  private KillRecord shareRecord(final int code) {
    for (int number = 1; number < FIRST; number++) {
      final KillRecord seen = get(number);
      if (seen != null && seen.code() == code) {
        return seen;
      }
      if (seen == null) {
        final KillRecord shared = new KillRecord(new KillCause(code, "", "", 0), 0);
        if (install(number, shared)) {
          return shared;
        }
        number--; // another thread took this number, perhaps for the same code
      }
    }
    return get(1); // 63 other codes have shared records: the victim gets the first of them
  }

  /** The record of this number; never null for the number in the word of a victim that has not stopped. */
  public @Nullable KillRecord get(final int number) {
    final KillRecord[] leaf = (KillRecord[]) LEAVES.getAcquire(leaves, number >>> LEAF_BITS); // KL-E1 acquire
    // KL-E1 acquire; KL-E2 acquire
    return leaf == null ? null : (KillRecord) ENTRIES.getAcquire(leaf, number & LEAF_MASK);
  }

  /** Records that the killer is done and has made this many claims. */
  public void finish(final KillRecord record, final long claims) {
    if (!record.isShared() && record.finish(claims)) {
      release(record);
    }
  }

  /** Records that a victim has stopped. */
  public void stopped(final KillRecord record) {
    if (!record.isShared() && record.stopped()) {
      release(record);
    }
  }

  /** About the number of kills that have a number now, those under way included. For telemetry. */
  public int pending() {
    int sum = 0;
    for (int stripe = 0; stripe < stripes; stripe++) {
      sum += Math.min(most, taken(counts.get(at(stripe)))); // atomic: an estimate
    }
    return sum;
  }

  /** The number of kills that have a number now. Walks the ledger; for tests. */
  public int pendingKills() {
    int count = 0;
    for (int number = FIRST; number < FIRST + stripes * numbers; number++) {
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
          // KL-E1 release; the loser continues with the other's leaf: KL-E1 acquire
          (KillRecord[]) LEAVES.compareAndExchange(leaves, number >>> LEAF_BITS, null, fresh);
      leaf = witness == null ? fresh : witness;
    }
    record.setIndex(number);
    return ENTRIES.compareAndSet(leaf, number & LEAF_MASK, null, record); // KL-E1 release; KL-E2 load side; KL-I1
  }

  private void release(final KillRecord record) {
    final int number = record.index();
    final KillRecord[] leaf = (KillRecord[]) LEAVES.getAcquire(leaves, number >>> LEAF_BITS); // KL-E1 acquire
    ENTRIES.setRelease(leaf, number & LEAF_MASK, null); // KL-E2 release; KL-I1: after the last use of the number
    counts.getAndAdd(at((number - FIRST) / numbers), -TAKEN); // KL-I2: after the entry
  }
}
