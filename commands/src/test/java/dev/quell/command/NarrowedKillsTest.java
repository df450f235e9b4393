package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.everything;
import static dev.quell.command.House.may;
import static dev.quell.command.House.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code minRunningMs} and {@code only} of the three kill commands. */
class NarrowedKillsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final House house = new House(core -> core.nanoClock(nanos::get), commands -> {});
  private Cursor<House.Probe> cursor;

  @BeforeEach
  void fill() {
    house.begin("old", 1, ANN);
    cursor = house.session(1, ANN).openCursor(new House.Probe());
    advance(10_001);
    house.begin("young", 1, ANN);
    house.begin("bob", 2, BOB);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void advance(final long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    house.work();
  }

  private static String counts(final BsonDocument report, final String... names) {
    final StringBuilder text = new StringBuilder();
    for (final String name : names) {
      text.append(report.getInt64(name).getValue()).append(' ');
    }
    return text.toString().trim();
  }

  private String kill(final String command) {
    final BsonDocument explained =
        house.run(everything(BOB), "{explain: " + command + "}");
    final BsonDocument report =
        house.run(everything(BOB), command.replaceFirst("}$", ", report: true}")).getDocument("report");
    final String counts = counts(report, "sessionsMatched", "operationsKilled", "cursorsKilled");
    assertEquals(counts, counts(explained, "sessions", "operations", "cursors"));
    return counts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"killAllSessionsByPattern: []", "killAllSessions: []", "killSessions: [{id: #1, uid: #ann}]"})
  void shouldHitWhatHasRunForLongInEachCommand(final String command) {
    final String sessions = command.contains("#1") ? "1" : "2";
    assertEquals(sessions + " 1 0", kill("{" + command + ", minRunningMs: 10000}"));
    assertEquals("old", house.killed());
    assertTrue(cursor.isOpen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"killAllSessionsByPattern", "killAllSessions"})
  void shouldHitCursorsAloneInEachCommand(final String command) {
    assertEquals("2 0 1", kill("{" + command + ": [], only: 'cursors'}"));
    assertEquals("", house.killed());
  }

  @Test
  void shouldHitOperationsAlone() {
    assertEquals("2 3 0", kill("{killAllSessions: [], only: 'operations'}"));
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldTakeOperationsWithATime() {
    assertEquals("2 1 0", kill("{killAllSessions: [], only: 'operations', minRunningMs: 10000}"));
  }

  @ParameterizedTest
  @CsvSource({
    "10000, old", "NumberLong(10000), old", "10000.0, old", "9999.5, old", "NumberDecimal('10000'), old",
    "10000.5, ''", "NumberDecimal('1E400'), ''", "1e300, ''", "NumberLong('9223372036854775807'), ''",
    "NumberDecimal('Infinity'), ''", "0, bob old young", "-0.0, bob old young", "NumberDecimal('-0'), bob old young"})
  void shouldTakeANumberOfAnyTypeAndRoundItUp(final String number, final String killed) {
    assertEquals("ok", House.outcome(house.run(open(), "{killAllSessions: [], minRunningMs: " + number + "}")));
    assertEquals(killed, house.killed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"minRunningMs: -1", "minRunningMs: 'x'", "only: 'x'", "only: 'cursors', minRunningMs: 1"})
  void shouldKillNothingWhenItIsRefused(final String field) {
    house.run(open(), "{killAllSessions: [], " + field + "}");
    assertEquals("", house.killed());
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldRefuseForWantOfAPrivilegeFirst() {
    assertEquals("13", House.outcome(house.run(may(BOB), "{killAllSessions: [], minRunningMs: 'x'}")));
  }

  @Test
  void shouldNarrowAKillOfOnesOwnSessions() {
    final String command = "{killAllSessionsByPattern: [{uid: #ann}], minRunningMs: 10000}";
    assertEquals("ok", House.outcome(house.run(may(ANN), command)));
    assertEquals("old", house.killed());
  }

  @Test
  void shouldAuditHowItWasNarrowed() {
    house.run(open(), "{killAllSessions: [], minRunningMs: 2500}");
    house.run(open(), "{killAllSessions: [], only: 'cursors'}");
    assertEquals("operations running for 2500 ms []", house.audit.get(0).target());
    assertEquals("cursors []", house.audit.get(1).target());
  }
}
