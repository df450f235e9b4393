package dev.quell.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Owner;
import dev.quell.TestCores;
import dev.quell.internal.index.HeldRecords;
import dev.quell.internal.index.UuidIndex;
import dev.quell.internal.label.LabelIndex;
import java.lang.reflect.Field;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** There is no memory for one thing or another that an open makes. */
class OpenFailsTest {
  private static final Owner ANN = Owner.of("ann", "app");
  private static final Labels LABELS = Labels.of("a", "1").with("b", "2");

  /** What there is no memory for. */
  enum Lack { OBJECT, SECOND_LABEL, LEAF_OF_INDEX }

  private final KillCore core = KillCore.builder().hostRunsAgent().maxSessions(1).build();
  private final Sessions sessions = TestCores.inside(core).sessions;
  private final SessionStore store = sessions.store();

  @AfterEach
  void close() {
    core.close();
  }

  private void failToOpen(final Lack lack) throws ReflectiveOperationException {
    final SessionObjects objects = new SessionObjects(
        store.slots,
        (slot, generation, chunk) -> {
          if (lack == Lack.OBJECT) {
            throw new OutOfMemoryError("no object");
          }
          return new SessionImpl(sessions, slot, generation, chunk);
        });
    final SessionOpening opening =
        new SessionOpening(store, TestCores.inside(core).claims, sessions.ending(), false, objects);
    final Runnable mend = switch (lack) {
      case OBJECT -> () -> {};
      case SECOND_LABEL -> {
        final Object records = field(LabelIndex.class, "records").get(store.labels);
        yield replace(HeldRecords.class, records, "maker", onlyOne(records));
      }
      case LEAF_OF_INDEX -> {
        final Object table = field(UuidIndex.class, "table").get(store.index);
        yield replace(table.getClass(), table, "leaves", new int[0][]); // fails where a new leaf would
      }
    };
    assertThrows(Throwable.class, () -> opening.open(0, 1, ANN, LABELS, true));
    mend.run();
  }

  /** Makes one record of a label, and finds no memory for the next. */
  @SuppressWarnings("unchecked") // as the index has made it
  private static HeldRecords.Maker<Object, Object> onlyOne(final Object records) throws ReflectiveOperationException {
    final var own = (HeldRecords.Maker<Object, Object>) field(HeldRecords.class, "maker").get(records);
    final AtomicInteger made = new AtomicInteger();
    return (key, hash) -> {
      if (made.getAndIncrement() > 0) {
        throw new OutOfMemoryError("no record");
      }
      return own.make(key, hash);
    };
  }

  private static Field field(final Class<?> of, final String name) throws ReflectiveOperationException {
    final Field field = of.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static Runnable replace(final Class<?> of, final Object in, final String name, final Object by)
      throws ReflectiveOperationException {
    final Field field = field(of, name);
    final Object own = field.get(in);
    field.set(in, by);
    return () -> {
      try {
        field.set(in, own);
      } catch (final IllegalAccessException e) {
        throw new AssertionError(e);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveNothing(final Lack lack) throws ReflectiveOperationException {
    failToOpen(lack);
    assertNull(store.owners.find(ANN));
    assertEquals(0, store.labels.count());
    assertEquals(0, core.kill().sessionsMatched());
    assertTrue(core.session(new UUID(0, 2), ANN).isOpen(), "the only place that there is");
  }

  @Test
  void shouldOpenTheSameSessionAfterwards() throws ReflectiveOperationException {
    failToOpen(Lack.LEAF_OF_INDEX);
    assertTrue(core.session(new UUID(0, 1), ANN).isOpen());
    assertEquals(1, core.kill().sessionsMatched());
  }
}
