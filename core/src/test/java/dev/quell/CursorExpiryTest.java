package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle cursors close after their timeout: those without a session, and those in sessions if the core is told so. */
class CursorExpiryTest {
  /** The timeout that a core has unless it is told another. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Duration NEARLY = TIMEOUT.minusMillis(1);

  /** A core that looks at all its cursors in one duty cycle: it is made for few. */
  private static VirtualCore small(final Consumer<KillCoreBuilder> settings) {
    return new VirtualCore(
        builder -> {
          builder.maxSessions(100);
          settings.accept(builder);
        });
  }

  private static VirtualCore small() {
    return small(builder -> {});
  }

  private static VirtualCore forSessionsToo() {
    return small(builder -> builder.sessionCursorsTimeOut(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT1.5S", "PT10M", "P1D", "P730D"})
  void shouldCloseWhenTheTimeoutHasPassed(final Duration timeout) {
    try (VirtualCore virtual = small(builder -> builder.cursorTimeout(timeout))) {
      final Probe probe = new Probe();
      virtual.core.openCursor(probe);
      virtual.advance(ExpiryTest.latest(timeout));
      assertEquals(1, probe.closes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT1.5S", "PT10M", "P1D", "P730D"})
  void shouldNotCloseBeforeTheTimeoutHasPassed(final Duration timeout) {
    try (VirtualCore virtual = small(builder -> builder.cursorTimeout(timeout))) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.advance(timeout.minusMillis(1));
      assertTrue(cursor.isOpen());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P731D", "PT2562047788015215H30M7S"})
  void shouldNeverCloseWhenTheTimeoutIsLongerThanTwoYears(final Duration timeout) {
    try (VirtualCore virtual = small(builder -> builder.cursorTimeout(timeout))) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.advance(Duration.ofDays(250 * 365));
      virtual.advance(Duration.ofDays(1));
      assertTrue(cursor.isOpen());
    }
  }

  @Test
  void shouldBeGone() {
    try (VirtualCore virtual = small()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertFalse(cursor.isOpen());
      assertEquals(Optional.empty(), virtual.core.findCursor(cursor.id()));
      assertEquals(
          KillCode.CURSOR_NOT_FOUND,
          assertThrows(CursorException.class, () -> cursor.pin(virtual.core.begin("x"))).code());
    }
  }

  @Test
  void shouldCountAsExpiredAndNotAsKilled() {
    try (VirtualCore virtual = small()) {
      virtual.core.openCursor(new Probe());
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertEquals(1, virtual.core.telemetry().cursorsExpired());
      assertEquals(0, virtual.core.telemetry().cursorsKilled());
    }
  }

  @Test
  void shouldCloseNoneThatTheHostKeeps() {
    final Probe kept = new Probe();
    try (VirtualCore virtual = small(builder -> builder.cursorsThatTimeOut(resource -> resource != kept))) {
      final Cursor<?> stays = virtual.core.openCursor(kept);
      final Cursor<?> other = virtual.core.openCursor(new Probe());
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertTrue(stays.isOpen());
      assertFalse(other.isOpen());
    }
  }

  @Test
  void shouldKeepACursorAndTellTheErrorHandlerOnAnotherThreadWhereTheHostFails() {
    final CompletableFuture<Thread> told = new CompletableFuture<>();
    final IllegalStateException failure = new IllegalStateException("host");
    try (VirtualCore virtual = small(builder -> builder
        .errorHandler(e -> told.complete(e == failure ? Thread.currentThread() : null))
        .cursorsThatTimeOut(resource -> {
          throw failure;
        }))) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertTrue(cursor.isOpen());
      final Thread agent = Thread.currentThread(); // a slow handler must not delay the deadlines there
      final Thread handler = told.join();
      assertTrue(handler != null && handler != agent);
    }
  }

  @Test
  void shouldNotCloseWhilePinned() {
    try (VirtualCore virtual = small()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      cursor.pin(virtual.core.begin("x"));
      for (int i = 0; i < 50; i++) {
        virtual.advance(TIMEOUT);
      }
      assertTrue(cursor.isOpen());
    }
  }

  @Test
  void shouldNotCloseBeforeTheTimeoutHasPassedSinceItsUnpin() {
    try (VirtualCore virtual = small()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      cursor.pin(virtual.core.begin("x"));
      virtual.advance(TIMEOUT.multipliedBy(3));
      cursor.unpin();
      virtual.advance(NEARLY);
      assertTrue(cursor.isOpen());
    }
  }

  @Test
  void shouldCloseWhenTheTimeoutHasPassedSinceItsUnpin() {
    try (VirtualCore virtual = small()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      cursor.pin(virtual.core.begin("x"));
      virtual.advance(TIMEOUT.multipliedBy(3));
      cursor.unpin();
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertFalse(cursor.isOpen());
    }
  }

  @Test
  void shouldCloseThoughItWasLookedAt() {
    try (VirtualCore virtual = small()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.advance(NEARLY);
      virtual.core.findCursor(cursor.id()).orElseThrow().info();
      virtual.core.cursors().forEach(info -> {});
      virtual.advance(Duration.ofMinutes(2));
      assertFalse(cursor.isOpen());
    }
  }

  @Test
  void shouldLeaveACursorInASessionOpen() {
    try (VirtualCore virtual = small()) {
      final Cursor<?> cursor = virtual.session(1, ANN).openCursor(new Probe());
      for (int i = 0; i < 20; i++) {
        virtual.advance(TIMEOUT);
        virtual.session(1, ANN).touch();
      }
      assertTrue(cursor.isOpen());
    }
  }

  @Test
  void shouldCloseACursorInASessionIfToldSo() {
    try (VirtualCore virtual = forSessionsToo()) {
      final Probe probe = new Probe();
      virtual.session(1, ANN).openCursor(probe);
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertEquals(1, probe.closes());
    }
  }

  @Test
  void shouldNotCloseACursorInASessionBeforeTheTimeoutHasPassed() {
    try (VirtualCore virtual = forSessionsToo()) {
      final Cursor<?> cursor = virtual.session(1, ANN).openCursor(new Probe());
      virtual.advance(NEARLY);
      assertTrue(cursor.isOpen());
    }
  }

  @Test
  void shouldLeaveTheSessionOfTheCursorAlone() {
    try (VirtualCore virtual = forSessionsToo()) {
      final Session session = virtual.session(1, ANN);
      session.openCursor(new Probe());
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertEquals(0, session.info().cursors());
    }
  }

  @Test
  void shouldCloseACursorWithoutASessionIfToldSoForSessions() {
    try (VirtualCore virtual = forSessionsToo()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.advance(ExpiryTest.latest(TIMEOUT));
      assertFalse(cursor.isOpen());
    }
  }

  @Test
  void shouldCloseEveryIdleCursorOfManyAndNoOther() {
    try (VirtualCore virtual = small()) {
      final List<Cursor<?>> cursors = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        cursors.add(virtual.core.openCursor(new Probe()));
      }
      virtual.advance(NEARLY);
      try (Operation operation = virtual.core.begin("x")) {
        for (int i = 0; i < 20_000; i += 2) {
          cursors.get(i).pin(operation);
          cursors.get(i).unpin();
        }
      }
      virtual.advance(Duration.ofMinutes(2));
      for (int i = 0; i < 20_000; i++) {
        assertEquals(i % 2 == 0, cursors.get(i).isOpen());
      }
    }
  }

  @Test
  void shouldCloseInACoreMadeForManySessions() {
    try (VirtualCore virtual = new VirtualCore()) {
      final Cursor<?> cursor = virtual.core.openCursor(new Probe());
      virtual.pass(ExpiryTest.latest(TIMEOUT));
      for (int i = 0; i < 1_000 && cursor.isOpen(); i++) { // the background work goes over its tables bit by bit
        virtual.cycle();
      }
      assertFalse(cursor.isOpen());
    }
  }
}
