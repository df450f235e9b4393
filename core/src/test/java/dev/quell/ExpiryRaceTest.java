package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Sessions and cursors that are about to expire, and a thread that comes to use them: whichever is first, the use
 * succeeded and they are there, or it was refused.
 */
class ExpiryRaceTest {
  private static final int ROUNDS = 1_000;
  /** As many as the background work looks at in one go; the two threads meet somewhere among them. */
  private static final int SESSIONS = 64;

  private final AtomicInteger wrong = new AtomicInteger();

  /** What the other thread does to a session: throws {@link SessionEndedException} if it came too late. */
  @FunctionalInterface
  private interface Use {
    Operation of(VirtualCore virtual, Session session, int number);
  }

  /** Lets the background work and the use of the same idle sessions come at once, the latter from the other end. */
  private void race(final Use use) {
    try (VirtualCore virtual = new VirtualCore()) {
      for (int round = 0; round < ROUNDS; round++) {
        final List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          sessions.add(virtual.session(i, ANN));
        }
        virtual.advance(Duration.ofMinutes(29)); // the next pass over the sessions is due a minute later
        virtual.pass(Duration.ofMinutes(2));
        final List<Operation> running = new ArrayList<>();
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                virtual.cycle();
              } else {
                useAll(virtual, sessions, use, running);
              }
            });
        running.forEach(operation -> wrong.addAndGet(operation.session().isPresent() ? 0 : 1));
        running.forEach(Operation::close);
        virtual.core.sessions().map(SessionInfo::id).toList().forEach(id -> virtual.core.session(id, ANN).end());
      }
    }
  }

  private static void useAll(
      final VirtualCore virtual, final List<Session> sessions, final Use use, final List<Operation> running) {
    for (int i = SESSIONS - 1; i >= 0; i--) {
      try {
        running.add(use.of(virtual, sessions.get(i), i));
      } catch (final SessionEndedException e) {
        // it expired first
      }
    }
  }

  @Test
  void shouldNotExpireUnderAnOperationThatBegan() {
    race((virtual, session, number) -> session.begin("x"));
    assertEquals(0, wrong.get());
  }

  @Test
  void shouldNotExpireUnderAFurtherOperationThatBegan() {
    race(
        (virtual, session, number) -> {
          final Operation first = session.begin("x");
          try {
            return session.begin("y");
          } finally {
            first.close();
          }
        });
    assertEquals(0, wrong.get());
  }

  @Test
  void shouldNotExpireUnderAnOperationThatBeganByTheUuid() {
    race((virtual, session, number) -> virtual.core.begin(virtual.core.operation(), 0, number, ANN, "x"));
    assertEquals(0, wrong.get());
  }

  @Test
  void shouldNotExpireAfterATouchThatSucceeded() {
    final AtomicInteger lost = new AtomicInteger();
    try (VirtualCore virtual = new VirtualCore()) {
      for (int round = 0; round < ROUNDS; round++) {
        final List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          sessions.add(virtual.session(i, ANN));
        }
        virtual.advance(Duration.ofMinutes(29));
        virtual.pass(Duration.ofMinutes(2));
        final List<Session> touched = new ArrayList<>();
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                virtual.cycle();
              } else {
                touchAll(sessions, touched);
              }
            });
        touched.forEach(session -> lost.addAndGet(session.isOpen() ? 0 : 1));
        sessions.forEach(Session::end);
      }
    }
    assertEquals(0, lost.get());
  }

  private static void touchAll(final List<Session> sessions, final List<Session> touched) {
    for (int i = SESSIONS - 1; i >= 0; i--) {
      try {
        sessions.get(i).touch();
        touched.add(sessions.get(i));
      } catch (final SessionEndedException e) {
        // it expired first
      }
    }
  }

  /** Either the use is noted first and it stays, or it expires first and is opened again. */
  @Test
  void shouldBeOpenAfterACallThatOpensIt() {
    int lost = 0;
    try (VirtualCore virtual = new VirtualCore()) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SESSIONS; i++) {
          virtual.session(i, ANN);
        }
        virtual.advance(Duration.ofMinutes(29));
        virtual.pass(Duration.ofMinutes(2));
        Worker.together(
            2,
            number -> {
              for (int i = SESSIONS - 1; number == 1 && i >= 0; i--) {
                virtual.core.openSession(0, i, ANN);
              }
              if (number == 0) {
                virtual.cycle();
              }
            });
        for (int i = 0; i < SESSIONS; i++) {
          lost += virtual.core.endSession(0, i, ANN.uid()) ? 0 : 1;
        }
      }
    }
    assertEquals(0, lost);
  }

  @Test
  void shouldEndEverySessionOnceWhetherItExpiresOrIsEnded() {
    final AtomicInteger ended = new AtomicInteger();
    try (VirtualCore virtual = new VirtualCore()) {
      for (int round = 0; round < ROUNDS; round++) {
        final List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          sessions.add(virtual.session(i, ANN));
        }
        virtual.advance(Duration.ofMinutes(29));
        virtual.pass(Duration.ofMinutes(2));
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                virtual.cycle();
              } else {
                for (int i = SESSIONS - 1; i >= 0; i--) {
                  ended.addAndGet(sessions.get(i).end() ? 1 : 0);
                }
              }
            });
      }
      final Telemetry telemetry = virtual.core.telemetry();
      assertEquals((long) ROUNDS * SESSIONS, telemetry.sessionsExpired() + ended.get());
      assertEquals((long) ROUNDS * SESSIONS, telemetry.sessionsEnded());
      assertEquals(0, telemetry.sessions());
    }
  }

  @Test
  void shouldOpenAnotherForACommandThatComesTooLate() {
    final AtomicInteger lost = new AtomicInteger();
    try (VirtualCore virtual = new VirtualCore()) {
      for (int round = 0; round < ROUNDS; round++) {
        virtual.session(1, ANN);
        virtual.advance(Duration.ofMinutes(29));
        virtual.pass(Duration.ofMinutes(2));
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                virtual.cycle();
              } else {
                try (Operation operation = virtual.core.begin(virtual.core.operation(), 0, 1, ANN, "x")) {
                  lost.addAndGet(operation.session().map(Session::id).equals(Optional.of(id(1))) ? 0 : 1);
                }
              }
            });
      }
    }
    assertEquals(0, lost.get());
  }

  @Test
  void shouldNotExpireAfterAPinAndUnpinThatSucceeded() {
    final AtomicInteger lost = new AtomicInteger();
    try (VirtualCore virtual = new VirtualCore(builder -> builder.maxSessions(100))) {
      for (int round = 0; round < 8_000; round++) {
        final List<Cursor<?>> cursors = new ArrayList<>();
        for (int i = 0; i < 4 * SESSIONS; i++) {
          cursors.add(virtual.core.openCursor(new Probe()));
        }
        virtual.advance(Duration.ofMinutes(9));
        virtual.pass(Duration.ofMinutes(2));
        final List<Cursor<?>> used = new ArrayList<>();
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                virtual.cycle();
              } else {
                pinAll(cursors, virtual.core.begin("x"), used, Cursor::unpin);
              }
            });
        used.forEach(cursor -> lost.addAndGet(cursor.isOpen() ? 0 : 1));
        cursors.forEach(Cursor::close);
      }
    }
    assertEquals(0, lost.get());
  }

  @Test
  void shouldNotCloseACursorThatIsPinned() {
    final AtomicInteger closedUnderUser = new AtomicInteger();
    try (VirtualCore virtual = new VirtualCore(builder -> builder.maxSessions(100))) {
      for (int round = 0; round < ROUNDS; round++) {
        final List<Cursor<?>> cursors = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          cursors.add(virtual.core.openCursor(new Probe()));
        }
        virtual.advance(Duration.ofMinutes(9));
        virtual.pass(Duration.ofMinutes(2));
        final List<Cursor<?>> pinned = new ArrayList<>();
        Worker.together(
            2,
            number -> {
              if (number == 0) {
                virtual.cycle();
                virtual.cycle();
              } else {
                pinAll(cursors, virtual.core.begin("x"), pinned, cursor -> {});
              }
            });
        virtual.work();
        pinned.forEach(cursor -> closedUnderUser.addAndGet(((Probe) cursor.resource()).closes()));
        pinned.forEach(Cursor::unpin);
        pinned.forEach(Cursor::close);
      }
    }
    assertEquals(0, closedUnderUser.get());
  }

  private static void pinAll(
      final List<Cursor<?>> cursors, final Operation operation, final List<Cursor<?>> pinned,
      final Consumer<Cursor<?>> then) {
    for (final Cursor<?> cursor : cursors) {
      try {
        cursor.pin(operation);
        then.accept(cursor);
        pinned.add(cursor);
      } catch (final CursorException e) {
        // it expired first
      }
    }
    operation.close();
  }
}
