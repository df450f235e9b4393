package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Session.findCursor}: what it finds, and whose it never finds. */
class SessionCursorsTest {
  private final VirtualCore virtual = new VirtualCore(builder -> builder.maxSessions(4));
  private final KillCore core = virtual.core;
  private Session session;

  @BeforeEach
  void open() {
    session = virtual.session(1, ANN);
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  @Test
  void shouldFindItsOwn() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    assertEquals(Optional.of(cursor), session.findCursor(cursor.id()));
  }

  @Test
  void shouldFindItsOwnThroughAnotherObjectForTheSession() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    assertEquals(Optional.of(cursor), virtual.find(1, ANN).orElseThrow().findCursor(cursor.id()));
  }

  @Test
  void shouldFindAPinnedOneUntilItsUnpinThoughItWasKilled() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    final Pin<Probe> pin = cursor.use(session.begin("x"));
    assertEquals(Optional.of(cursor), session.findCursor(cursor.id()));
    core.kill();
    assertEquals(Optional.of(cursor), session.findCursor(cursor.id()));
    pin.close();
    assertEquals(Optional.empty(), session.findCursor(cursor.id()));
  }

  @Test
  void shouldNotFindAnotherOwners() {
    final Cursor<Probe> bobs = virtual.session(1, BOB).openCursor(new Probe()); // with the same UUID
    assertEquals(Optional.empty(), session.findCursor(bobs.id()));
  }

  @Test
  void shouldNotFindThatOfAnotherSessionOfItsOwner() {
    final Cursor<Probe> other = virtual.session(2, ANN).openCursor(new Probe());
    assertEquals(Optional.empty(), session.findCursor(other.id()));
  }

  @Test
  void shouldNotFindOneWithoutASession() {
    assertEquals(Optional.empty(), session.findCursor(core.openCursor(new Probe()).id()));
  }

  @Test
  void shouldFindNothingByAnIdThatIsNobodys() {
    final Cursor<Probe> closed = session.openCursor(new Probe());
    closed.close();
    for (final long id : new long[] {closed.id(), 0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertEquals(Optional.empty(), session.findCursor(id));
    }
  }

  @Test
  void shouldNotFindThatOfTheSessionThatHadItsSlot() {
    final Cursor<Probe> old = session.openCursor(new Probe());
    final Pin<Probe> pin = old.use(core.begin("holds the cursor, not the session"));
    session.end();
    assertEquals(Optional.of(old), core.findCursor(old.id()));
    for (int i = 0; i < 20; i++) { // one of them takes the slot
      final Session next = virtual.session(i, BOB);
      assertEquals(Optional.empty(), next.findCursor(old.id()));
      next.end();
    }
    pin.close();
  }

  @Test
  void shouldRefuseWhenTheSessionHasEnded() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    final Pin<Probe> pin = cursor.use(session.begin("x"));
    session.end();
    assertThrows(SessionEndedException.class, () -> session.findCursor(cursor.id()));
    assertThrows(SessionEndedException.class, () -> session.findCursor(1));
    virtual.session(1, ANN);
    assertThrows(SessionEndedException.class, () -> session.findCursor(cursor.id()));
    pin.close();
  }

  @Test
  void shouldRefuseWhenTheCoreIsClosed() {
    core.close();
    assertThrows(SessionEndedException.class, () -> session.findCursor(1));
  }

  @Test
  void shouldNotCountAsAUse() {
    final Cursor<Probe> cursor = session.openCursor(new Probe());
    final java.time.Instant before = session.lastUse();
    virtual.advance(java.time.Duration.ofSeconds(10));
    assertTrue(session.findCursor(cursor.id()).isPresent());
    assertEquals(before, session.lastUse());
  }
}
