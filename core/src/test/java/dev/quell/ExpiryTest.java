package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle sessions end after their timeout, not before, and not while an operation runs in them. */
class ExpiryTest {
  /** The timeout that a core has unless it is told another. */
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final Duration NEARLY = TIMEOUT.minusMillis(1);
  /** Last uses are known to a quarter of a second. */
  private static final Duration GRAIN = Duration.ofMillis(256);

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  /** How late the end may come at the latest, not counting the duty cycles it takes. */
  static Duration latest(final Duration timeout) {
    final Duration eighth = timeout.dividedBy(8);
    final Duration most = Duration.ofMinutes(1);
    return timeout.plus(eighth.compareTo(most) > 0 ? most : eighth).plus(GRAIN);
  }

  // ---- after the timeout and not before

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT1.5S", "PT30M", "P1D", "P730D"})
  void shouldEndWhenTheTimeoutHasPassed(final Duration timeout) {
    try (VirtualCore other = new VirtualCore(builder -> builder.sessionTimeout(timeout))) {
      final Session session = other.session(1, ANN);
      other.advance(latest(timeout));
      assertFalse(session.isOpen());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1S", "PT1.5S", "PT30M", "P1D", "P730D"})
  void shouldNotEndBeforeTheTimeoutHasPassed(final Duration timeout) {
    try (VirtualCore other = new VirtualCore(builder -> builder.sessionTimeout(timeout))) {
      final Session session = other.session(1, ANN);
      other.advance(timeout.minusMillis(1));
      assertTrue(session.isOpen());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P731D", "PT2562047788015215H30M7S"})
  void shouldNeverEndWhenTheTimeoutIsLongerThanTwoYears(final Duration timeout) {
    try (VirtualCore other = new VirtualCore(builder -> builder.sessionTimeout(timeout))) {
      final Session session = other.session(1, ANN);
      other.advance(Duration.ofDays(250 * 365));
      other.advance(Duration.ofDays(1));
      assertTrue(session.isOpen());
    }
  }

  @Test
  void shouldEndInACoreThatHasBeenUpForYears() {
    virtual.advance(Duration.ofDays(5 * 365));
    final Session session = virtual.session(1, ANN);
    virtual.advance(TIMEOUT.plusMinutes(2));
    virtual.advance(Duration.ofDays(30));
    assertFalse(session.isOpen());
  }

  @Test
  void shouldEndEachSessionInItsTimeWhateverTheTimesOfUse() {
    final Duration timeout = Duration.ofMinutes(1);
    final Duration step = Duration.ofMillis(250);
    final int many = 200;
    final SplittableRandom random = new SplittableRandom(42);
    final List<Duration> wrong = new ArrayList<>();
    try (VirtualCore other = new VirtualCore(builder -> builder.sessionTimeout(timeout))) {
      final List<Session> sessions = new ArrayList<>();
      final Duration[] used = new Duration[many];
      for (int i = 0; i < many; i++) {
        sessions.add(other.session(i, ANN));
        used[i] = Duration.ZERO;
      }
      for (Duration now = step; used[0] != null || now.compareTo(Duration.ofMinutes(4)) < 0; now = now.plus(step)) {
        other.advance(step);
        for (int i = 0; i < many; i++) {
          if (used[i] != null && !sessions.get(i).isOpen()) {
            final Duration idle = now.minus(used[i]);
            if (idle.compareTo(timeout) < 0 || idle.compareTo(latest(timeout).plus(step)) > 0) {
              wrong.add(idle);
            }
            used[i] = null;
          } else if (used[i] != null && now.compareTo(Duration.ofMinutes(2)) < 0 && random.nextInt(100) == 0) {
            sessions.get(i).touch();
            used[i] = now;
          }
        }
      }
      assertEquals(0, core.sessions().count());
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void shouldEndEveryIdleSessionOfManyAndNoOther() {
    for (int i = 0; i < 100_000; i++) {
      virtual.session(i, ANN);
    }
    virtual.advance(NEARLY);
    for (int i = 0; i < 100_000; i += 2) {
      virtual.find(i, ANN).orElseThrow().touch();
    }
    for (int i = 0; i < 100; i++) { // the background work takes several duty cycles for a pass over so many
      virtual.pass(Duration.ofSeconds(2));
      virtual.cycle();
    }
    assertEquals(50_000, core.sessions().filter(info -> info.id().getLeastSignificantBits() % 2 == 0).count());
    assertEquals(50_000, core.telemetry().sessionsExpired());
    assertEquals(50_000, core.telemetry().sessions());
  }

  // ---- what keeps it from ending

  /** One test for each kind of use that the idle time counts from. */
  @TestFactory
  Stream<DynamicTest> shouldNotEndBeforeTheTimeoutHasPassedSinceItsLastUse() {
    final Map<String, Consumer<VirtualCore>> uses = new LinkedHashMap<>();
    uses.put("touch", other -> other.find(1, ANN).orElseThrow().touch());
    uses.put("found by a command", other -> other.session(1, ANN));
    uses.put("begin and end", other -> other.find(1, ANN).orElseThrow().begin("x").close());
    uses.put("begin and end by its id", other -> other.core.begin(other.core.operation(), 0, 1, ANN, "x").close());
    uses.put("end of a long run", ExpiryTest::runForLong);
    uses.put("end of a long further run", ExpiryTest::runFurtherForLong);
    return uses.entrySet().stream()
        .map(
            use -> DynamicTest.dynamicTest(
                use.getKey(),
                () -> {
                  try (VirtualCore other = new VirtualCore()) {
                    final Session session = other.session(1, ANN);
                    other.advance(NEARLY);
                    use.getValue().accept(other);
                    other.advance(TIMEOUT.minus(GRAIN));
                    assertTrue(session.isOpen());
                    other.advance(GRAIN.plusMinutes(2));
                    assertFalse(session.isOpen());
                  }
                }));
  }

  private static void runForLong(final VirtualCore other) {
    try (Operation operation = other.find(1, ANN).orElseThrow().begin("x")) {
      other.advance(TIMEOUT.multipliedBy(3));
      assertTrue(operation.isRunning());
    }
  }

  private static void runFurtherForLong(final VirtualCore other) {
    final Session session = other.find(1, ANN).orElseThrow();
    final Operation first = session.begin("x");
    try (Operation further = session.begin("y")) {
      first.close();
      other.advance(TIMEOUT.multipliedBy(3));
      assertTrue(further.isRunning());
    }
  }

  /** One test for each way to look at a session that is no use of it. */
  @TestFactory
  Stream<DynamicTest> shouldEndThoughItWas() {
    final Map<String, Consumer<VirtualCore>> looks = new LinkedHashMap<>();
    looks.put("looked up", other -> other.find(1, ANN));
    looks.put("listed", other -> other.core.sessions().forEach(info -> {}));
    looks.put("described", other -> other.find(1, ANN).orElseThrow().info());
    looks.put("explained", other -> other.core.explain(KillRequest.of()));
    looks.put("killed", other -> other.core.kill());
    looks.put("given other roles", other -> other.core.replaceRoles(ANN.withRoles(ADMIN)));
    return looks.entrySet().stream()
        .map(
            look -> DynamicTest.dynamicTest(
                look.getKey(),
                () -> {
                  try (VirtualCore other = new VirtualCore()) {
                    final Session session = other.session(1, ANN);
                    other.advance(NEARLY);
                    look.getValue().accept(other);
                    other.advance(Duration.ofMinutes(2));
                    assertFalse(session.isOpen());
                  }
                }));
  }

  @Test
  void shouldNotEndWhileAnOperationRuns() {
    try (Operation operation = virtual.session(1, ANN).begin("x")) {
      for (int i = 0; i < 50; i++) {
        virtual.advance(TIMEOUT);
      }
      assertTrue(operation.session().isPresent());
    }
  }

  @Test
  void shouldNotEndWhileAFurtherOperationRuns() {
    final Operation first = virtual.session(1, ANN).begin("x");
    try (Operation further = virtual.session(1, ANN).begin("y")) {
      first.close();
      for (int i = 0; i < 50; i++) {
        virtual.advance(TIMEOUT);
      }
      assertTrue(further.session().isPresent());
    }
  }

  @Test
  void shouldNotEndWhileTheFirstOperationRunsAfterTheFurtherOnesEnd() {
    try (Operation first = virtual.session(1, ANN).begin("x")) {
      virtual.session(1, ANN).begin("y").close();
      for (int i = 0; i < 50; i++) {
        virtual.advance(TIMEOUT);
      }
      assertTrue(first.session().isPresent());
    }
  }

  @Test
  void shouldNotEndWhileAnExemptOperationRuns() {
    final Operation exempt = core.operation().exempt(true);
    try (Operation operation = virtual.session(1, ANN).begin(exempt)) {
      virtual.advance(TIMEOUT.multipliedBy(2));
      assertTrue(operation.session().isPresent());
    }
  }

  @Test
  void shouldNotEndWhileAKilledOperationStillRuns() {
    try (Operation killed = virtual.session(1, ANN).begin("x")) {
      core.kill();
      virtual.advance(TIMEOUT.multipliedBy(2));
      assertTrue(killed.session().isPresent());
    }
  }

  @Test
  void shouldEndAfterAnOperationThatWasKilledHasEnded() {
    final Session session = virtual.session(1, ANN);
    final Operation killed = session.begin("x");
    core.kill();
    virtual.advance(TIMEOUT.multipliedBy(2));
    killed.close();
    virtual.advance(latest(TIMEOUT));
    assertFalse(session.isOpen());
  }

  // ---- what is left of it

  @Test
  void shouldBeGone() {
    final Session session = virtual.session(1, ANN);
    virtual.advance(latest(TIMEOUT));
    assertEquals(Optional.empty(), virtual.find(1, ANN));
    assertThrows(SessionEndedException.class, session::touch);
    assertEquals(0, core.sessions(KillPattern.session(id(1))).count());
  }

  @Test
  void shouldFreeItsUuid() {
    final Session expired = virtual.session(1, ANN);
    virtual.advance(latest(TIMEOUT));
    assertNotSame(expired, virtual.session(1, ANN));
  }

  @Test
  void shouldForgetItsOwner() {
    virtual.session(1, ANN);
    virtual.advance(latest(TIMEOUT));
    assertFalse(core.replaceRoles(ANN));
  }

  @Test
  void shouldGiveBackItsRoom() {
    try (VirtualCore small = new VirtualCore(builder -> builder.maxSessions(1))) {
      small.session(1, ANN);
      small.advance(latest(TIMEOUT));
      assertTrue(small.session(2, ANN).isOpen());
    }
  }

  @Test
  void shouldCloseItsCursors() {
    final Probe probe = new Probe();
    virtual.session(1, ANN).openCursor(probe);
    virtual.advance(latest(TIMEOUT));
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldCloseItsPinnedCursorAtTheUnpin() {
    final Probe probe = new Probe();
    final Cursor<?> cursor = virtual.session(1, ANN).openCursor(probe);
    cursor.pin(core.begin("from elsewhere"));
    virtual.advance(latest(TIMEOUT));
    assertEquals(0, probe.closes());
    cursor.unpin();
    virtual.work();
    assertEquals(1, probe.closes());
  }

  @Test
  void shouldNotCountItsCursorsAsKilledOrExpired() {
    virtual.session(1, ANN).openCursor(new Probe());
    virtual.advance(latest(TIMEOUT));
    assertEquals(0, core.telemetry().cursorsKilled() + core.telemetry().cursorsExpired());
  }
}
