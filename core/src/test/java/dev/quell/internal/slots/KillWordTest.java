package dev.quell.internal.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KillWordTest {
  private static final long LIVE = KillWord.opened(KillWord.NEW_SLOT);
  private static final long RUNNING = KillWord.begun(LIVE, false);
  private static final int CAUSE = 65_535;

  @Test
  void shouldBeNewThenLiveThenEndedThenNewAgain() {
    assertTrue(KillWord.isNew(KillWord.NEW_SLOT));
    assertTrue(KillWord.isLive(LIVE));
    final long ended = KillWord.sealed(LIVE);
    assertTrue(KillWord.isEnded(ended));
    assertFalse(KillWord.isLive(ended));
    assertTrue(KillWord.isNew(KillWord.freed(ended)));
  }

  @Test
  void shouldTellASessionThatWasGivenUpFromOneThatHasEnded() {
    assertNotEquals(KillWord.abandoned(KillWord.NEW_SLOT), KillWord.sealed(LIVE));
    assertTrue(KillWord.isEnded(KillWord.abandoned(KillWord.NEW_SLOT)));
  }

  @Test
  void shouldNotRepeatAWordForTheNextSessionOfTheSlot() {
    final long fresh = KillWord.freed(KillWord.abandoned(KillWord.NEW_SLOT));
    assertNotEquals(KillWord.NEW_SLOT, fresh);
    assertNotEquals(LIVE, KillWord.opened(fresh));
  }

  @Test
  void shouldBeClaimableOnlyWhileRunningInAnOpenSessionAndNeitherKilledNorExempt() {
    assertTrue(KillWord.isClaimable(RUNNING));
    assertFalse(KillWord.isClaimable(LIVE));
    assertFalse(KillWord.isClaimable(KillWord.sealed(RUNNING)));
    assertFalse(KillWord.isClaimable(KillWord.withCause(RUNNING, 1)));
    assertFalse(KillWord.isClaimable(KillWord.begun(LIVE, true)));
  }

  @Test
  void shouldCarryTheCauseAndStillBelongToItsTicket() {
    final long killed = KillWord.withCause(RUNNING, CAUSE);
    assertEquals(CAUSE, KillWord.cause(killed));
    assertTrue(KillWord.belongsTo(killed, KillWord.ticket(RUNNING)));
    assertNotEquals(KillWord.ticket(RUNNING), killed & KillWord.POLL_MASK);
  }

  @Test
  void shouldLeaveNothingOfARunButTheSequenceWhenIdle() {
    final long last = KillWord.withCause(RUNNING | KillWord.WAITING, CAUSE);
    assertEquals(KillWord.idle(RUNNING), KillWord.idle(last));
    assertFalse(KillWord.isRunning(KillWord.idle(last)));
  }

  @Test
  void shouldGiveEachRunATicketOfItsOwn() {
    final long next = KillWord.begun(KillWord.idle(RUNNING), false);
    assertNotEquals(KillWord.ticket(RUNNING), KillWord.ticket(next));
  }

  @Test
  void shouldLetAnOperationOutliveItsSession() {
    final long ended = KillWord.sealed(RUNNING);
    assertEquals(KillWord.ticket(RUNNING), KillWord.ticket(ended));
    assertTrue(KillWord.isEnded(KillWord.idle(ended)));
  }

  @Test
  void shouldChangeAnIdleWordWithEveryAttachmentAndKeepTheTicketOfARunningOne() {
    final long attached = KillWord.attached(LIVE);
    assertNotEquals(attached, KillWord.attached(attached));
    assertTrue(KillWord.isLive(attached));
    assertFalse(KillWord.isBare(attached));
    assertEquals(KillWord.ticket(RUNNING), KillWord.ticket(KillWord.attached(RUNNING)));
  }

  @Test
  void shouldKeepTheAttachedFlagUntilTheSlotIsFreed() {
    final long begun = KillWord.begun(KillWord.attached(LIVE), false);
    assertTrue(KillWord.isAttached(KillWord.idle(begun)));
    assertFalse(KillWord.isAttached(KillWord.freed(KillWord.sealed(KillWord.idle(begun)))));
  }

  @Test
  void shouldBeExhaustedBeforeTheSequenceWraps() {
    final long almost = -1L << 22 & ~(7L << 22) | KillWord.LIVE; // five steps before the last sequence
    assertFalse(KillWord.isExhausted(KillWord.idle(KillWord.begun(almost & ~(1L << 25), false))));
    assertTrue(KillWord.isExhausted(
        KillWord.begun(KillWord.begun(KillWord.begun(KillWord.begun(almost, false), false), false), false)));
    assertEquals(KillWord.attached(-1L << 22), -1L << 22 | KillWord.ATTACHED);
  }
}
