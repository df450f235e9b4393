package dev.quell.internal.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quell.KillCause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KillRecordTest {
  private final KillLedger ledger = new KillLedger();
  private final KillRecord record = ledger.register(new KillRecord(new KillCause(11601, "", "", 1), 1));
  private final List<String> told = new ArrayList<>();

  /** The kill has one victim, which has not stopped. */
  @BeforeEach
  void finish() {
    ledger.finish(record, 1);
  }

  @Test
  void shouldTellTheOthersWhenOneGivesUp() throws InterruptedException {
    record.whenStopped(() -> told.add("first"));
    assertFalse(record.awaitStopped(1));
    record.whenStopped(() -> told.add("second"));
    ledger.stopped(record);
    assertEquals(List.of("second", "first"), told);
  }

  @Test
  void shouldTellAtOnceWhenAllHaveStopped() {
    ledger.stopped(record);
    record.whenStopped(() -> told.add("late"));
    assertEquals(List.of("late"), told);
  }

  @Test
  void shouldCallAtOnceAfterTheLastWake() {
    record.afterLastWake(() -> told.add("called"));
    assertEquals(List.of("called"), told);
  }

  @Test
  void shouldLeaveTheCallToTheKillerBeforeItsLastWake() {
    final KillRecord other = ledger.register(new KillRecord(new KillCause(11601, "", "", 2), 1));
    other.afterLastWake(() -> told.add("called"));
    assertEquals(List.of(), told);
    ledger.finish(other, 1);
    other.runCalls();
    assertEquals(List.of("called"), told);
  }

  /** A report keeps the record, and must not keep what the host has registered. */
  @Test
  void shouldKeepNoCallThatComesLate() {
    record.afterLastWake(() -> told.add("called"));
    assertFalse(record.hasCalls());
  }

  @Test
  void shouldKeepNoCallThatWasMade() {
    final KillRecord other = ledger.register(new KillRecord(new KillCause(11601, "", "", 2), 1));
    other.afterLastWake(() -> told.add("called"));
    ledger.finish(other, 1);
    other.runCalls();
    assertFalse(other.hasCalls());
  }
}
