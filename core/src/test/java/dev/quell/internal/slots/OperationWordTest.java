package dev.quell.internal.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OperationWordTest {
  private static final long LIVE = OperationWord.opened(OperationWord.NEW_SLOT);
  private static final long RUNNING = OperationWord.begun(LIVE, false);
  private static final int CAUSE = 65_535;

  @Test
  void shouldBeNewThenLiveThenEndedThenNewAgain() {
    assertTrue(OperationWord.isNew(OperationWord.NEW_SLOT));
    assertTrue(OperationWord.isLive(LIVE));
    final long ended = OperationWord.sealed(LIVE);
    assertTrue(OperationWord.isEnded(ended));
    assertFalse(OperationWord.isLive(ended));
    assertTrue(OperationWord.isNew(OperationWord.freed(ended)));
  }

  @Test
  void shouldTellASessionThatWasGivenUpFromOneThatHasEnded() {
    assertNotEquals(OperationWord.abandoned(OperationWord.NEW_SLOT), OperationWord.sealed(LIVE));
    assertTrue(OperationWord.isEnded(OperationWord.abandoned(OperationWord.NEW_SLOT)));
  }

  @Test
  void shouldNotRepeatAWordForTheNextSessionOfTheSlot() {
    final long fresh = OperationWord.freed(OperationWord.abandoned(OperationWord.NEW_SLOT));
    assertNotEquals(OperationWord.NEW_SLOT, fresh);
    assertNotEquals(LIVE, OperationWord.opened(fresh));
  }

  @Test
  void shouldBeClaimableOnlyWhileRunningInAnOpenSessionAndNeitherKilledNorExempt() {
    assertTrue(OperationWord.isClaimable(RUNNING));
    assertFalse(OperationWord.isClaimable(LIVE));
    assertFalse(OperationWord.isClaimable(OperationWord.sealed(RUNNING)));
    assertFalse(OperationWord.isClaimable(OperationWord.withCause(RUNNING, 1)));
    assertFalse(OperationWord.isClaimable(OperationWord.begun(LIVE, true)));
  }

  @Test
  void shouldCarryTheCauseAndStillBelongToItsTicket() {
    final long killed = OperationWord.withCause(RUNNING, CAUSE);
    assertEquals(CAUSE, OperationWord.cause(killed));
    assertTrue(OperationWord.belongsTo(killed, OperationWord.ticket(RUNNING)));
    assertNotEquals(OperationWord.ticket(RUNNING), killed & OperationWord.POLL_MASK);
  }

  @Test
  void shouldLeaveNothingOfARunButTheSequenceWhenIdle() {
    final long last = OperationWord.withCause(RUNNING | OperationWord.WAITING, CAUSE);
    assertEquals(OperationWord.idle(RUNNING), OperationWord.idle(last));
    assertFalse(OperationWord.isRunning(OperationWord.idle(last)));
  }

  @Test
  void shouldGiveEachRunATicketOfItsOwn() {
    final long next = OperationWord.begun(OperationWord.idle(RUNNING), false);
    assertNotEquals(OperationWord.ticket(RUNNING), OperationWord.ticket(next));
  }

  @Test
  void shouldLetAnOperationOutliveItsSession() {
    final long ended = OperationWord.sealed(RUNNING);
    assertEquals(OperationWord.ticket(RUNNING), OperationWord.ticket(ended));
    assertTrue(OperationWord.isEnded(OperationWord.idle(ended)));
  }

  @Test
  void shouldChangeAnIdleWordWithEveryAttachmentAndKeepTheTicketOfARunningOne() {
    final long attached = OperationWord.attached(LIVE);
    assertNotEquals(attached, OperationWord.attached(attached));
    assertTrue(OperationWord.isLive(attached));
    assertFalse(OperationWord.isBare(attached));
    assertEquals(OperationWord.ticket(RUNNING), OperationWord.ticket(OperationWord.attached(RUNNING)));
  }

  @Test
  void shouldKeepTheAttachedFlagUntilTheSlotIsFreed() {
    final long begun = OperationWord.begun(OperationWord.attached(LIVE), false);
    assertTrue(OperationWord.isAttached(OperationWord.idle(begun)));
    assertFalse(OperationWord.isAttached(OperationWord.freed(OperationWord.sealed(OperationWord.idle(begun)))));
  }

  @Test
  void shouldBeExhaustedBeforeTheSequenceWraps() {
    final long almost = -1L << 22 & ~(7L << 22) | OperationWord.LIVE; // five steps before the last sequence
    assertFalse(OperationWord.isExhausted(OperationWord.idle(OperationWord.begun(almost & ~(1L << 25), false))));
    assertTrue(OperationWord.isExhausted(OperationWord.begun(OperationWord.begun(OperationWord.begun(OperationWord.begun(almost, false), false), false), false)));
    assertEquals(OperationWord.attached(-1L << 22), -1L << 22 | OperationWord.ATTACHED);
  }
}
