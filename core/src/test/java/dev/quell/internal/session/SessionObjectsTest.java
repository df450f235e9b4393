package dev.quell.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.TestCores;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The window between the look at what stands in the slot and the step that replaces it, held open. */
class SessionObjectsTest {
  private static final Owner ANN = Owner.of("ann", "app");

  private final KillCore core = KillCore.builder().hostRunsAgent().maxSessions(8).build();
  private final Sessions sessions = TestCores.inside(core).sessions;
  private Runnable inTheWindow = () -> {};
  private final SessionObjects objects =
      new SessionObjects(
          sessions.slots(),
          (slot, generation, chunk) -> {
            final Runnable once = inTheWindow;
            inTheWindow = () -> {};
            once.run();
            return new SessionImpl(sessions, slot, generation, chunk);
          });

  @BeforeEach
  void open() {
    core.openSession(0, 1, ANN);
  }

  @AfterEach
  void close() {
    core.close();
  }

  private long handle(final long id) {
    final OwnerRecord owner = sessions.store().owners.find(ANN);
    return owner == null ? Handle.NONE : sessions.store().index.find(0, id, owner);
  }

  private Object anchor(final long handle) {
    return sessions.slots().segmentOf(Handle.slot(handle)).anchor(Segment.offset(Handle.slot(handle)));
  }

  /** Asks for the object of a session that ends meanwhile; the next one in its slot has the same place and owner. */
  private void askDuringTheReuse() {
    core.openSession(0, 3, ANN); // keeps the chunk
    final long stale = handle(1);
    inTheWindow =
        () -> {
          core.endSession(0, 1, ANN.uid());
          core.openSession(0, 2, ANN);
        };
    assertNull(objects.of(stale));
    assertEquals(Handle.slot(stale), Handle.slot(handle(2)), "the slot is used again");
  }

  @Test
  void shouldMakeNoneForThoseWhoNameSessionsByUuid() {
    core.begin(core.operation(), 0, 1, ANN, null).close();
    core.kill(KillPattern.session(new UUID(0, 1)));
    assertNull(SessionAnchor.in(
        sessions.slots().segmentOf(Handle.slot(handle(1))),
        Segment.offset(Handle.slot(handle(1))),
        Handle.generation(handle(1))));
  }

  @Test
  void shouldKeepTheOneThatSomebodyAskedFor() {
    final Session asked = core.findSession(new UUID(0, 1), ANN.uid()).orElseThrow();
    assertSame(asked, core.session(0, 1, ANN));
    assertSame(asked, anchor(handle(1)));
  }

  @Test
  void shouldGiveTwoThatAskAtOnceTheSameOne() {
    final SessionAnchor[] other = new SessionAnchor[1];
    inTheWindow = () -> other[0] = objects.of(handle(1));
    assertSame(objects.of(handle(1)), other[0]);
    assertNotNull(other[0]);
  }

  @Test
  void shouldTakeBackTheObjectOfAnEarlierSession() {
    askDuringTheReuse();
    final int slot = Handle.slot(handle(2));
    assertSame(sessions.slots().segmentOf(slot).chunk(slot), anchor(handle(2)));
  }

  @Test
  void shouldNotShowTheObjectOfAnEarlierSession() {
    final long stale = handle(1);
    core.endSession(0, 1, ANN.uid());
    core.openSession(0, 2, ANN);
    final long next = handle(2);
    assertEquals(Handle.slot(stale), Handle.slot(next), "the slot is used again");
    final Segment<OwnerRecord, SessionAnchor, ?> segment = sessions.slots().segmentOf(Handle.slot(next));
    final int offset = Segment.offset(Handle.slot(next));
    final SessionImpl earlier =
        new SessionImpl(sessions, Handle.slot(stale), Handle.generation(stale), segment.chunk(offset));
    earlier.label(sessions.store().labels, Labels.of("app", "billing"));
    assertTrue(segment.casAnchor(offset, segment.anchor(offset), earlier), "by a thread that has stood still");

    assertEquals(Labels.none(), core.sessions().findFirst().orElseThrow().labels());
    assertEquals(0, core.kill(KillPattern.label("app", "billing")).sessionsMatched());
    final Session session = core.session(0, 2, ANN);
    assertTrue(session.isOpen());
    final Operation first = session.begin("first");
    final Operation further = session.begin("further");
    assertEquals(2, core.kill(KillPattern.owner(ANN.uid())).operationsKilled());
    first.close();
    further.close();
    assertTrue(session.end());
  }

  @Test
  void shouldNotReplaceTheObjectOfALaterSession() {
    core.openSession(0, 3, ANN);
    final long stale = handle(1);
    final Session[] next = new Session[1];
    inTheWindow =
        () -> {
          core.endSession(0, 1, ANN.uid());
          next[0] = core.session(0, 2, ANN);
        };
    assertNull(objects.of(stale));
    assertSame(next[0], core.session(0, 2, ANN));
  }

  @Test
  void shouldEndWhatWasOpenedAndEndedByUuid() {
    assertTrue(core.endSession(0, 1, ANN.uid()));
    assertEquals(0, core.telemetry().sessions());
    assertEquals(Handle.NONE, handle(1));
    assertEquals(false, core.endSession(0, 1, ANN.uid()));
  }
}
