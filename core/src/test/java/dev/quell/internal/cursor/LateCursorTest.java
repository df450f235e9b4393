package dev.quell.internal.cursor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.SessionEndedException;
import dev.quell.TestCores;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.session.SessionImpl;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * K7 of opening: a thread that stood still before its new cursor was listed comes back when the session has ended, and
 * somebody finds the cursor in a listing before it has looked.
 */
class LateCursorTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().cursorExecutor(Runnable::run).build();
  private final Owner ann = Owner.of("ann", "db");
  private final SessionImpl session = (SessionImpl) core.session(new UUID(1, 1), ann);
  private final Operation operation = core.begin("finds it");
  private final AtomicInteger closes = new AtomicInteger();

  private CursorImpl<?> listedAfterTheEnd() {
    final CursorImpl<?> cursor =
        new CursorImpl<>(
            TestCores.inside(core).cursors, closes::incrementAndGet, session.handle(), new UUID(1, 1), ann.uid());
    session.end();
    cursor.register(new RefBag<>(), null);
    return cursor;
  }

  @AfterEach
  void close() {
    operation.close();
    core.close();
  }

  @Test
  void shouldBeTakenBackIfNobodyHasFoundIt() {
    final CursorImpl<?> cursor = listedAfterTheEnd();
    assertTrue(cursor.giveUp());
    assertFalse(cursor.isOpen());
    assertEquals(0, core.cursors().count());
    assertEquals(0, closes.get());
  }

  @Test
  void shouldNotCountAsOpenedIfTheSessionEndsMeanwhile() {
    assertThrows(
        SessionEndedException.class,
        () -> CursorImpl.open(
            TestCores.inside(core).cursors,
            session.handle(),
            new UUID(1, 1),
            ann.uid(),
            () -> {
              session.end();
              return new RefBag<>();
            },
            closes::incrementAndGet,
            null));
    assertEquals(0, core.telemetry().cursorsOpened());
  }

  @Test
  void shouldCloseAtTheUnpinIfSomebodyHasPinnedIt() throws Exception {
    final CursorImpl<?> cursor = listedAfterTheEnd();
    cursor.pin(operation);
    assertFalse(cursor.giveUp());
    assertFalse(cursor.isOpen());
    assertEquals(0, closes.get());
    cursor.unpin();
    core.agent().doWork();
    assertEquals(1, closes.get());
    assertEquals(0, core.cursors().count());
  }
}
