package dev.quell.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.TestCores;
import dev.quell.internal.bag.NoMemoryBag;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.CursorOpener;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.operation.SessionHome;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** There is no memory for the session object that a further operation would be listed in, or for its place there. */
class FurtherBeginFailsTest {
  private static final Owner ANN = Owner.of("ann", "app");
  private static final CursorOpener NO_CURSORS = new CursorOpener() {
    @Override
    public <T extends AutoCloseable> Cursor<T> open(
        final OperationState operation, final long session, final T resource) {
      throw new AssertionError("no cursor is opened here");
    }
  };

  private final KillCore core = KillCore.builder().hostRunsAgent().maxSessions(1).build();
  private final Sessions sessions = TestCores.inside(core).sessions;
  private final Operations operations = TestCores.inside(core).operations;
  private final SessionObjects objects = new SessionObjects(
      sessions.slots(), (slot, generation, chunk) -> new SessionImpl(sessions, slot, generation, chunk));
  private Session session;
  private Operation first;
  private Operation refused;

  @BeforeEach
  void failToBegin() {
    session = core.session(new UUID(0, 1), ANN);
    first = session.begin("first");
    refused = core.operation();
    operations.connect(
        handle -> {
          throw new OutOfMemoryError("no object");
        },
        NO_CURSORS);
    assertThrows(OutOfMemoryError.class, () -> session.begin(refused, "further"));
    operations.connect(objects::of, NO_CURSORS);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldLeaveAnObjectThatDoesNotRun() {
    assertFalse(refused.isRunning());
    session.begin(refused, "again").close();
  }

  @Test
  void shouldGiveThePlaceOfTheSessionBack() {
    givesThePlaceOfTheSessionBack();
  }

  private void givesThePlaceOfTheSessionBack() {
    first.close();
    session.end();
    assertTrue(core.session(new UUID(0, 2), ANN).isOpen(), "the only place that there is");
  }

  /** A session whose list has no room for a further operation. */
  private record WithoutRoom(SessionHome session) implements SessionHome {
    @Override
    public RefBag<OperationState> furtherOperations() {
      return new NoMemoryBag<>();
    }

    @Override
    public void offerFurther(final Consumer<? super Run> visitor) {
      session.offerFurther(visitor);
    }

    @Override
    public Session facade() {
      return session.facade();
    }
  }

  private void failToBeginForLackOfAPlace() {
    operations.connect(handle -> new WithoutRoom(objects.of(handle)), NO_CURSORS);
    assertThrows(OutOfMemoryError.class, () -> session.begin(refused, "further"));
    operations.connect(objects::of, NO_CURSORS);
  }

  @Test
  void shouldLeaveAnObjectThatDoesNotRunForLackOfAPlace() {
    failToBeginForLackOfAPlace();
    assertFalse(refused.isRunning());
    session.begin(refused, "again").close();
  }

  @Test
  void shouldGiveThePlaceOfTheSessionBackForLackOfAPlace() {
    failToBeginForLackOfAPlace();
    givesThePlaceOfTheSessionBack();
  }

  @Test
  void shouldNotBeCounted() {
    assertEquals(1, core.kill(KillPattern.all()).operationsKilled());
  }
}
