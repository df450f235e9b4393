package dev.quell.internal.label;

import dev.quell.Labels;
import dev.quell.Labels.Label;
import dev.quell.internal.index.HeldRecords;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.label.Carrier.Entry;
import dev.quell.internal.label.Carrier.Version;
import dev.quell.internal.services.Apart;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The labels that are carried, and by what. A label is here while something carries it (K8).
 *
 * <p>What a carrier carries is its current version. The bags of the labels are only the index: entries are filled
 * before the version changes and emptied after it, and a label in both versions keeps its entry. So a walk over a label
 * meets everything that carries it throughout (K1). It then asks the current version.
 *
 * <p><b>Threads:</b> any, but the labels of an operation object are for its user. <b>Progress:</b> lock-free.
 * <b>Cost:</b> a change is O(labels before and after). Begin and end of an operation do not come here.
 */
public final class LabelIndex extends Apart {
  /*
   * Invariants    LI-I1  a carrier whose current version has a label has an entry in the label's bag: entries are
   *                      filled before the version is installed and emptied after the next one is.
   *               LI-I2  a pass over several labels that asks of each entry, current or not, what its session carries,
   *                      meets every session that carries one or another of them throughout, unless an entry was
   *                      emptied meanwhile; the moves of that entry's label count before that.
   *               LI-I3  a walk over one label meets a session through one current entry at most, if it leaves out
   *                      those that are later than the arrivals it read first: a session that comes back is counted
   *                      again before its entry is filled.
   *               LI-I4  an operation object that has gone leaves its bags through the queue, once: its user is gone,
   *                      too.
   * Edges         LI-E1  relabel moves, entry emptied -> walk entry, moves: a missed entry was counted
   *               LI-E2  relabel arrivals, entry filled -> walk arrivals, entry
   *               LI-E3  relabel carrier and version, then the session's word -> end of the session word, then carrier
   *                      and version: one sees the other
   * Tests         LI-I1  CarrierStress.K1_RelabelVsKillByKeptLabel, CarrierStress.K1_OpenLabelledVsKill
   *               LI-I2, LI-E1  CarrierStress.LI_I2_ExchangeVsKillByBoth,
   *                      LabelIndexTest.shouldShowASessionWhoseExchangeStandsStillDuringTheWalk,
   *                      CoreLabelsLincheckTest.shouldMeetWhatCarriesOneOfTheLabels
   *               LI-I3, LI-E2  CarrierStress.LI_I3_ComesBackVsKill
   *               LI-I4  argued: no test decides when the collector runs; that it is done at all shows
   *                      LabelMemoryTest.shouldGiveBackTheLabelsOfADroppedOperation
   *               LI-E3  CarrierStress.K8_RelabelVsEnd
   */

  /** Moves are counted in as many words, by the hash of the label. */
  private static final int STRIPES = 256;
  private static final int EXPECTED = 1 << 16;

  private final KeyedHash hash;
  private final HeldRecords<Label, LabelRecord<Entry>> records;
  private final AtomicLongArray moves = new AtomicLongArray(STRIPES);
  private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  public LabelIndex(final KeyedHash hash, final long secret) {
    this.hash = hash;
    this.records = new HeldRecords<>(EXPECTED, secret, this::hashOf, LabelRecord<Entry>::new);
  }

  private long hashOf(final Label label) {
    return hash.of(label.key()) * 31 + hash.of(label.value());
  }

  // ---- look

  /** The record of the label, or null if nothing carries it. */
  public @Nullable LabelRecord<Entry> find(final Label label) {
    return records.find(label);
  }

  /**
   * How often an open session has lost a label, this one or another that shares its count. For a walk, before and after
   * a pass.
   */
  public long moves(final Label label) {
    return moves.get(stripe(label)); // LI-E1; LI-I2
  }

  private int stripe(final Label label) {
    final long hashed = hashOf(label);
    return (int) (hashed ^ hashed >>> 32) & STRIPES - 1;
  }

  /** The number of labels that are carried; a walk, for tests. */
  public int count() {
    return records.count();
  }

  // ---- change

  /** A carrier for an operation object, which it does not keep. */
  public Carrier ofOperation(final Object operation) {
    return Carrier.ofOperation(operation, dropped);
  }

  /**
   * Gives a carrier that nobody else knows yet its first labels; or an operation object other ones, for its user, who
   * keeps the object meanwhile (LI-I4).
   *
   * @return false, and nothing done, if it was buried
   */
  public boolean label(final Carrier carrier, final Labels labels) {
    return replace(carrier, labels, false);
  }

  /**
   * Gives an open session other labels. Linearizes at the exchange of its version.
   *
   * @return false, and nothing done, if it was buried
   */
  public boolean relabel(final Carrier session, final Labels labels) {
    return replace(session, labels, true);
  }

  private boolean replace(final Carrier carrier, final Labels labels, final boolean isOpenSession) {
    while (true) {
      final Version before = carrier.version();
      if (before == Version.BURIED) {
        return false;
      }
      if (before.labels.equals(labels)) {
        return true;
      }
      final Version next = fill(carrier, labels, before, isOpenSession);
      if (carrier.cas(before, next)) { // LI-I1; LI-E3
        if (isOpenSession) {
          countMoves(before, next);
        }
        emptyAllBut(before, next);
        return true;
      }
      emptyAllBut(next, before);
    }
  }

  private Version fill(
      final Carrier carrier, final Labels labels, final Version before, final boolean isOpenSession) {
    final Entry[] entries = new Entry[labels.size()];
    int filled = 0;
    try {
      for (; filled < entries.length; filled++) {
        final Label label = labels.toList().get(filled);
        final Entry kept = before.of(label);
        entries[filled] = kept != null ? kept : link(carrier, records.attach(label), isOpenSession);
      }
      return entries.length == 0 ? Version.NONE : new Version(labels, entries);
    } catch (final Throwable e) { // out of memory: no version has them, so nobody else would take them out
      for (int i = 0; i < filled; i++) {
        if (!before.has(entries[i])) {
          empty(entries[i]);
        }
      }
      throw e;
    }
  }

  /**
   * Gives a cursor that others may find already the labels of the operation that opens it, which keep their records
   * alive meanwhile. Does nothing if the cursor was buried.
   */
  public void labelLike(final Carrier cursor, final Carrier opener) {
    final Version like = opener.version();
    final Entry[] entries = new Entry[like.entries.length];
    for (int i = 0; i < entries.length; i++) {
      records.attachAlso(like.entries[i].record);
      entries[i] = link(cursor, like.entries[i].record, false);
    }
    final Version mine = new Version(like.labels, entries);
    if (!cursor.cas(Version.NONE, mine)) { // CA-I2: else a kill has buried it
      emptyAllBut(mine, Version.BURIED);
    }
  }

  /** Puts the carrier into the bag of a record that it has just been counted for; if that fails, it is not any more. */
  private Entry link(final Carrier carrier, final LabelRecord<Entry> record, final boolean isOpenSession) {
    boolean done = false;
    try {
      final Entry entry = new Entry(carrier, record, isOpenSession ? record.arrive() : 0);
      record.bag(carrier.kind()).add(entry, entry); // LI-E2
      done = true;
      return entry;
    } finally {
      if (!done) { // out of memory
        records.detach(record);
      }
    }
  }

  private void empty(final Entry entry) {
    entry.record.bag(entry.carrier().kind()).remove(entry);
    records.detach(entry.record);
  }

  private void countMoves(final Version gone, final Version kept) {
    for (final Entry entry : gone.entries) {
      if (!kept.has(entry)) {
        moves.incrementAndGet(stripe(entry.record.key)); // LI-E1; LI-I2: before the entry is emptied
      }
    }
  }

  private void emptyAllBut(final Version gone, final Version kept) {
    for (final Entry entry : gone.entries) {
      if (!kept.has(entry)) {
        empty(entry);
      }
    }
  }

  /** Takes all labels from something that has ended, for ever. Any number of threads may call it. */
  public void bury(final Carrier carrier) {
    emptyAllBut(carrier.bury(), Version.BURIED); // CA-I2
  }

  /** Takes operation objects that have gone out of the bags, at most so many. For the background agent. */
  public int buryDropped(final int most) {
    int count = 0;
    while (count < most) {
      final Reference<?> polled = dropped.poll();
      if (polled == null) {
        break;
      }
      bury(Carrier.of(polled)); // LI-I4
      count++;
    }
    return count;
  }
}
