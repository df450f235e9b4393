package dev.quell.internal.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import org.junit.jupiter.api.Test;

class KillLedgerTest {
  private final KillLedger ledger = new KillLedger();

  private KillRecord register(final int killId) {
    return ledger.register(new KillRecord(new KillCause(11601, "why", "me", killId), 1));
  }

  @Test
  void shouldNameARecordUntilItsLastVictimHasStopped() {
    final KillRecord record = register(1);
    ledger.finish(record, 1);
    assertSame(record, ledger.get(record.index()));
    ledger.stopped(record);
    assertEquals(0, ledger.pendingKills());
  }

  @Test
  void shouldNotFreeANumberBeforeTheKillerIsDone() {
    final KillRecord record = register(1);
    ledger.stopped(record);
    assertEquals(1, ledger.pendingKills());
    ledger.finish(record, 1);
    assertEquals(0, ledger.pendingKills());
  }

  /** Found in review: a block of pending kills cost later ones their reason though there was room. */
  @Test
  void shouldFindRoomBehindALongBlockOfPendingKills() {
    for (int i = 0; i < 600; i++) {
      register(i);
    }
    for (int i = 600; i < 1 << 16; i++) {
      ledger.finish(register(i), 0);
    }
    assertFalse(register(1).isShared());
  }

  @Test
  void shouldShareARecordWithTheRightCodeWhenFull() {
    fill();
    final KillRecord shared = register(1);
    assertTrue(shared.isShared());
    assertEquals(11601, shared.cause().code());
  }

  /** Found when the stress suite was reviewed: each kill of a full ledger looked at every number. */
  @Test
  void shouldNotSearchWhenFull() {
    fill();
    final int before = ledger.probes();
    register(1);
    assertEquals(before, ledger.probes());
  }

  @Test
  void shouldFindRoomAgainAfterItWasFull() {
    final KillRecord first = register(1);
    fill();
    register(2);
    ledger.finish(first, 0);
    assertFalse(register(3).isShared());
    assertTrue(register(4).isShared());
  }

  @Test
  void shouldGiveOutNumbersAfterAsManyProbesAsFitIntoTheCount() {
    final KillLedger worn = new KillLedger(4, 3, 1);
    worn.setProbes(-1);
    final KillRecord first = worn.register(new KillRecord(new KillCause(1, "", "", 1), 1));
    final KillRecord second = worn.register(new KillRecord(new KillCause(1, "", "", 2), 1));
    assertFalse(first.isShared());
    assertSame(first, worn.get(first.index()));
    assertSame(second, worn.get(second.index()));
    assertEquals(2, worn.pending());
  }

  private void fill() {
    for (int i = ledger.pendingKills(); i < KillLedger.MOST; i++) {
      register(7);
    }
  }
}
