package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.command.Caller;
import dev.quell.command.KillAudit.Entry;
import dev.quell.server.admin.EventLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KillLogTest {
  private final EventLog log = new EventLog();
  private final KillLog kills = new KillLog(log);

  private static Entry entry(final String command, final long operations, final long cursors) {
    return new Entry(
        Caller.open("10.0.0.7:5"), command, "x", "", 0, 1, operations, cursors, Duration.ofNanos(1_500_000));
  }

  @Test
  void shouldSayWhoKilledWhat() {
    kills.record(entry("killSessions", 2, 1));
    assertTrue(
        log.latest().get(0).contains(
            "killSessions by nobody at 10.0.0.7:5 killed 2 operations and 1 cursor in 1 session, 1.500 ms: x"),
        log.latest()::toString);
  }

  @Test
  void shouldSayWhoWasRefused() {
    kills.record(Entry.refused(Caller.open("10.0.0.7:5"), "killOp", 13));
    assertTrue(
        log.latest().get(0).contains("killOp by nobody at 10.0.0.7:5 was refused: Unauthorized (13)"),
        log.latest()::toString);
  }

  /** Drivers close cursors that have closed already, all the time. */
  @Test
  void shouldNotTellTheOperatorOfCursorsThatWereNotThere() {
    kills.record(entry("killCursors", 0, 0));
    assertEquals(List.of(), log.latest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"killSessions", "killAllSessions", "killAllSessionsByPattern", "killOp"})
  void shouldTellTheOperatorOfAKillThatFoundNothing(final String command) {
    kills.record(entry(command, 0, 0));
    assertEquals(1, log.latest().size());
  }

  @Test
  void shouldTellTheOperatorOfCursorsThatWereKilled() {
    kills.record(entry("killCursors", 0, 1));
    assertEquals(1, log.latest().size());
  }
}
