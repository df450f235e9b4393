package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code try (Pin<...> pin = cursor.use(operation))}. */
class CursorPinTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Probe probe = new Probe();
  private Session session;
  private Operation user;
  private Cursor<Probe> cursor;

  @BeforeEach
  void open() {
    session = virtual.session(1, ANN);
    user = session.begin("getMore");
    cursor = session.openCursor(probe);
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  @Test
  void shouldPinUntilItIsClosed() {
    try (Pin<Probe> pin = cursor.use(user)) {
      assertTrue(cursor.isPinned());
      assertSame(probe, pin.resource());
    }
    assertTrue(cursor.isOpen() && !cursor.isPinned());
    assertEquals(0, probe.closes());
  }

  @Test
  void shouldUnpinThoughTheWorkThrows() {
    assertThrows(
        IllegalStateException.class,
        () -> {
          try (Pin<Probe> pin = cursor.use(user)) {
            throw new IllegalStateException("failed with " + pin);
          }
        });
    assertFalse(cursor.isPinned());
  }

  @Test
  void shouldGiveTheResourceByItsType() {
    final Cursor<Probe> typed = core.openCursor(probe);
    try (Pin<Probe> pin = typed.use(user)) {
      assertEquals(0, pin.resource().closes());
    }
    assertEquals(0, typed.resource().closes());
  }

  @Test
  void shouldCountAsAUse() {
    final Pin<Probe> pin = cursor.use(user);
    virtual.advance(java.time.Duration.ofSeconds(1));
    pin.close();
    assertEquals(cursor.info().openedAt().plusSeconds(1), cursor.info().lastUse());
  }

  // ---- kills

  @Test
  void shouldCloseTheResourceOnlyAfterItselfWhenTheCursorIsKilled() {
    final Pin<Probe> pin = cursor.use(user);
    core.kill();
    virtual.work();
    assertEquals(0, probe.closes());
    assertFalse(cursor.isOpen());
    pin.close();
    virtual.work();
    assertEquals(1, probe.closes());
    pin.close();
    virtual.work();
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldTellTheUserOfAKillOfItsCursor() {
    try (Pin<Probe> pin = cursor.use(user)) {
      assertTrue(core.killCursor(cursor.id(), "", ""));
      assertEquals(KillCode.CURSOR_KILLED, user.killCause().orElseThrow().code());
      assertEquals("Pin[" + cursor.id() + "]", pin.toString());
    }
  }

  @Test
  void shouldNotTellAUserOfTheKillThatCameAfterItsPin() {
    cursor.use(user).close();
    core.killCursor(cursor.id(), "", "");
    assertFalse(user.isKilled());
  }

  @Test
  void shouldCloseAtTheEndOfAUseOfTheCursorThatWasClosedMeanwhile() {
    try (Pin<Probe> pin = cursor.use(user)) {
      cursor.close();
      assertEquals(0, pin.resource().closes());
    }
    virtual.work();
    assertEquals(1, probe.closes());
  }

  // ---- a pin is for its own use

  @Test
  void shouldDoNothingWhenItIsClosedTwice() {
    final Pin<Probe> pin = cursor.use(user);
    pin.close();
    pin.close();
    assertTrue(cursor.isOpen() && !cursor.isPinned());
  }

  @Test
  void shouldNotEndALaterUse() {
    final Pin<Probe> late = cursor.use(user);
    cursor.unpin();
    final Operation other = session.begin("next getMore");
    final Pin<Probe> next = cursor.use(other);
    late.close();
    assertTrue(cursor.isPinned());
    assertTrue(core.killCursor(cursor.id(), "", ""));
    assertTrue(other.isKilled() && !user.isKilled());
    next.close();
    assertFalse(cursor.isPinned());
  }

  @Test
  void shouldNotEndALaterUseByASecondClose() {
    final Pin<Probe> first = cursor.use(user);
    first.close();
    final Pin<Probe> next = cursor.use(user);
    first.close();
    assertTrue(cursor.isPinned());
    next.close();
    assertFalse(cursor.isPinned());
  }

  @Test
  void shouldDoNothingWhenTheCursorWasUnpinnedAndHasClosed() {
    final Pin<Probe> pin = cursor.use(user);
    core.kill();
    cursor.unpin();
    virtual.work();
    pin.close();
    virtual.work();
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldEndOneUseWhenTwoThreadsCloseIt() {
    for (int i = 0; i < 1_000; i++) {
      final Pin<Probe> pin = cursor.use(user);
      Worker.together(2, number -> pin.close());
      assertTrue(cursor.isOpen() && !cursor.isPinned());
    }
  }

  // ---- refusals

  @Test
  void shouldBeRefusedWhileTheCursorIsInUse() {
    try (Pin<Probe> pin = cursor.use(user)) {
      final CursorException e = assertThrows(CursorException.class, () -> cursor.use(user));
      assertEquals(KillCode.CURSOR_IN_USE, e.code());
      assertTrue(cursor.isPinned(), pin::toString);
    }
  }

  @Test
  void shouldBeRefusedWhenTheCursorIsGone() {
    cursor.close();
    final CursorException e = assertThrows(CursorException.class, () -> cursor.use(user));
    assertEquals(KillCode.CURSOR_NOT_FOUND, e.code());
  }

  @Test
  void shouldBeRefusedToAnOperationThatDoesNotRun() {
    final Operation idle = core.operation();
    assertThrows(IllegalStateException.class, () -> cursor.use(idle));
    assertFalse(cursor.isPinned());
  }

  @Test
  void shouldBeRefusedToAnOperationOfAnotherCore() {
    try (VirtualCore other = new VirtualCore()) {
      final Operation foreign = other.core.begin("x");
      assertThrows(IllegalArgumentException.class, () -> cursor.use(foreign));
    }
  }

  @Test
  void shouldBeRefusedToNull() {
    assertThrows(NullPointerException.class, () -> cursor.use(null));
  }
}
