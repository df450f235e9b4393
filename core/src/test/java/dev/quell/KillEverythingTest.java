package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A kill of everything looks at many slots together where nothing runs. These sessions fill a segment of slots but for
 * one in sixty-four, and then some, others after them, fill the gaps of those that have ended.
 */
class KillEverythingTest {
  private static final int SESSIONS = 8_064;
  private static final int ENDED_OF = 3;

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final List<Session> sessions = new ArrayList<>();

  @BeforeEach
  void open() {
    open(SESSIONS);
    for (int i = 0; i < SESSIONS; i += ENDED_OF) {
      sessions.get(i).end();
      sessions.set(i, null);
    }
    sessions.removeIf(session -> session == null);
    open(SESSIONS - sessions.size());
  }

  private void open(final int count) {
    final int before = sessions.size();
    for (int i = 0; i < count; i++) {
      sessions.add(virtual.session(1L + before + i + (before == 0 ? 0 : SESSIONS), VirtualCore.ANN));
    }
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  @Test
  void shouldMatchEverySessionOnce() {
    assertEquals(SESSIONS, core.kill(KillPattern.all()).sessionsMatched());
  }

  @Test
  void shouldKillTheOneOperationThatRunsWhereverThatIs() {
    for (final Session session : sessions) {
      final Operation operation = session.begin("x");
      assertOne(core.kill(KillPattern.all()), 1, 0);
      assertTrue(operation.isKilled());
      operation.close();
    }
  }

  @Test
  void shouldKillTheOneCursorThatIsOpenWhereverThatIs() {
    for (final Session session : sessions) {
      session.openCursor(() -> {});
      assertOne(core.kill(KillPattern.all()), 0, 1);
    }
  }

  @Test
  void shouldMatchNoneOfThoseThatHaveEnded() {
    for (int left = SESSIONS; left > SESSIONS - 200; left--) {
      sessions.get(left - 1).end();
      assertEquals(left - 1, core.kill(KillPattern.all()).sessionsMatched());
    }
  }

  @Test
  void shouldExplainHowManyItLooksAt() {
    sessions.get(1).begin("x");
    final KillExplanation explanation = core.explain(KillRequest.of(KillPattern.all()));
    assertEquals(SESSIONS, explanation.steps().get(0).candidates());
    assertEquals(SESSIONS, explanation.sessions());
    assertEquals(1, explanation.operations());
  }

  private static void assertOne(final KillReport report, final long operations, final long cursors) {
    assertEquals(SESSIONS, report.sessionsMatched());
    assertEquals(operations, report.operationsKilled());
    assertEquals(cursors, report.cursorsKilled());
  }
}
