package dev.quell.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillTrigger;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KillMetricsTest {
  private static final Owner ANN = Owner.of("ann", "app");

  private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
  private final KillCore core = KillCore.builder().hostRunsAgent().nanoClock(nanos::get).build();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong scrapes = new AtomicLong();
  /** Each look at a meter is a scrape of its own. */
  private final KillMetrics metrics =
      new KillMetrics(core, Tags.of("core", "orders"), () -> scrapes.addAndGet(Readings.LIFE_NANOS));

  @AfterEach
  void close() {
    metrics.close();
    core.close();
    registry.close();
  }

  private void pass(final Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private double gauge(final String name, final String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private double seconds(final String name, final String... tags) {
    return registry.get(name).tags(tags).timeGauge().value(TimeUnit.SECONDS);
  }

  private double total(final String name) {
    return registry.get(name).functionCounter().count();
  }

  private double killed(final String name, final String trigger, final String code) {
    return registry.get(name).tags("trigger", trigger, "code", code).counter().count();
  }

  @Test
  void shouldShowWhatThereIsNow() {
    metrics.bindTo(registry);
    final Session session = core.startSession(ANN);
    final Operation op = session.begin("query");
    final Cursor<?> cursor = session.openCursor(() -> {});

    assertEquals(1, gauge("quell.operations.running"));
    assertEquals(1, gauge("quell.sessions.open"));
    assertEquals(1, gauge("quell.cursors.open"));
    op.kill(KillCode.INTERRUPTED, "", "");
    assertEquals(1, gauge("quell.kills.pending"));
    cursor.close();
    op.close();
    assertEquals(0, gauge("quell.operations.running"));
    assertEquals(0, gauge("quell.cursors.open"));
    assertEquals(0, gauge("quell.kills.pending"));
  }

  @Test
  void shouldCountWhatWasBeforeTheBindToo() {
    final Session session = core.startSession(ANN);
    session.openCursor(() -> {}).close();
    session.end();

    metrics.bindTo(registry);

    assertEquals(1, total("quell.sessions.opened"));
    assertEquals(1, total("quell.sessions.ended"));
    assertEquals(0, total("quell.sessions.expired"));
    assertEquals(0, total("quell.sessions.refused"));
    assertEquals(1, total("quell.cursors.opened"));
    assertEquals(1, total("quell.cursors.closed"));
    assertEquals(0, total("quell.cursors.expired"));
  }

  @Test
  void shouldCountTheErrorsOfTheHost() {
    metrics.bindTo(registry);
    try (KillCore quiet = KillCore.builder().errorHandler(e -> {}).build();
        KillMetrics its = new KillMetrics(quiet, Tags.of("core", "quiet"));
        Operation op = quiet.begin("query")) {
      op.onKill(cause -> {
        throw new IllegalStateException("of the host");
      });
      op.kill(KillCode.INTERRUPTED, "", "");
      its.bindTo(registry);

      assertEquals(1, registry.get("quell.host.errors").tags("core", "quiet").functionCounter().count());
    }
  }

  @Test
  void shouldCountKillsByWhatMadeThemAndTheirCode() throws Exception {
    metrics.bindTo(registry);
    final CountDownLatch deadlineTold = new CountDownLatch(1); // by a thread of the core's own
    core.addListener(report -> {
      if (report.trigger() == KillTrigger.DEADLINE) {
        deadlineTold.countDown();
      }
    });
    final Session session = core.startSession(ANN);
    session.openCursor(() -> {});
    final Operation[] ops = {session.begin("1"), session.begin("2"), session.begin("3"), session.begin("4")};

    core.killOperation(ops[0].id(), KillCode.CLIENT_DISCONNECT, "", "");
    ops[1].deadline(Duration.ZERO);
    pass(Duration.ofMillis(10));
    for (int i = 0; !ops[1].ref().isKilled(); i++) {
      assertTrue(i < 100, "no kill at the deadline");
      core.agent().doWork();
    }
    core.kill(KillPattern.owner(ANN.uid()));
    core.kill(KillPattern.owner(ANN.uid()));
    assertTrue(deadlineTold.await(60, TimeUnit.SECONDS));

    assertEquals(1, killed("quell.operations.killed", "operation", "ClientDisconnect"));
    assertEquals(1, killed("quell.operations.killed", "deadline", "MaxTimeMSExpired"));
    assertEquals(2, killed("quell.operations.killed", "pattern", "Interrupted"));
    assertEquals(1, killed("quell.cursors.killed", "pattern", "Interrupted"));
    assertEquals(2, killed("quell.kills", "pattern", "Interrupted"));
    Stream.of(ops).forEach(Operation::close);
  }

  @Test
  void shouldShowCursorsKilledById() {
    metrics.bindTo(registry);
    final Cursor<?> cursor = core.openCursor(() -> {});

    core.killCursor(cursor.id(), "", "");

    assertEquals(1, killed("quell.cursors.killed", "cursor", "CursorKilled"));
  }

  @Test
  void shouldShowTheEndOfTheCore() {
    metrics.bindTo(registry);
    final Operation op = core.startSession(ANN).begin("query");

    core.close();

    assertEquals(1, killed("quell.operations.killed", "shutdown", "InterruptedAtShutdown"));
    assertEquals(1, gauge("quell.operations.running"));
    op.close();
    assertEquals(0, gauge("quell.operations.running"));
    assertEquals(0, gauge("quell.sessions.open"));
  }

  @Test
  void shouldBindAClosedCore() {
    core.startSession(ANN);
    core.close();

    metrics.bindTo(registry);

    assertEquals(1, total("quell.sessions.opened"));
    assertEquals(0, gauge("quell.sessions.open"));
  }

  @Test
  void shouldTimeKills() {
    metrics.bindTo(registry);
    final Operation op = core.startSession(ANN).begin("query");
    op.onKill(cause -> pass(Duration.ofSeconds(2)));

    core.kill(KillPattern.owner(ANN.uid()));

    final var timer = registry.get("quell.kill.duration").tags("trigger", "pattern", "code", "Interrupted").timer();
    assertEquals(1, timer.count());
    assertEquals(2, timer.totalTime(TimeUnit.SECONDS));
    op.close();
  }

  @Test
  void shouldLeaveAKillWhoseTimeWasNotTakenOutOfTheTimer() {
    metrics.bindTo(registry);
    final Session session = core.startSession(ANN);

    core.kill(KillPattern.session(session.id(), ANN.uid())); // finds nothing to kill, and reads no clock

    assertEquals(1, killed("quell.kills", "pattern", "Interrupted"));
    assertEquals(0, registry.get("quell.kill.duration").tags("trigger", "pattern").timer().count());
  }

  @Test
  void shouldTimeVictimsFromTheKillToTheirEnd() {
    metrics.bindTo(registry);
    for (int i = 1; i <= 10; i++) {
      final Operation op = core.begin("query");
      op.kill(KillCode.INTERRUPTED, "", "");
      pass(Duration.ofSeconds(i));
      op.close();
    }

    final var timer = registry.get("quell.kill.to.stop").functionTimer();
    assertEquals(10, timer.count());
    assertEquals(55, timer.totalTime(TimeUnit.SECONDS), 1); // two digits
    assertEquals(10, seconds("quell.kill.to.stop.max"), 0.1);
    assertEquals(5, seconds("quell.kill.to.stop.percentile", "phi", "0.5"), 0.1);
    assertEquals(9, seconds("quell.kill.to.stop.percentile", "phi", "0.9"), 0.1);
    assertEquals(10, seconds("quell.kill.to.stop.percentile", "phi", "0.999"), 0.1);
    pass(Duration.ofMinutes(2));
    core.startSession(ANN).touch(); // moves the core's time on: nobody runs its agent
    assertEquals(0, seconds("quell.kill.to.stop.max"));
  }

  @Test
  void shouldReadTheCoreOnceForAScrape() {
    final AtomicLong clock = new AtomicLong();
    try (KillMetrics slow = new KillMetrics(core, List.of(), clock::get)) {
      slow.bindTo(registry);
      assertEquals(0, gauge("quell.sessions.open"));
      core.startSession(ANN);

      clock.addAndGet(Readings.LIFE_NANOS - 1);
      assertEquals(0, gauge("quell.sessions.open"));
      assertEquals(0, total("quell.sessions.opened"));
      clock.incrementAndGet();
      assertEquals(1, gauge("quell.sessions.open"));
    }
  }

  @Test
  void shouldRemoveItsMetersWhenItIsClosed() {
    registry.counter("of.the.host");
    metrics.bindTo(registry);
    core.begin("query").kill(4711, "", "");
    assertEquals(1, killed("quell.kills", "operation", "Location4711"));

    metrics.close();
    core.begin("query").kill(4712, "", "");

    assertEquals(List.of("of.the.host"), names());
  }

  @Test
  void shouldRemoveWhatAKillUnderWayAddsAfterTheClose() {
    core.addListener(report -> metrics.close()); // its turn is before that of the meters
    metrics.bindTo(registry);

    core.begin("query").kill(4711, "", "");

    assertEquals(List.of(), names());
  }

  private List<String> names() {
    return registry.getMeters().stream().map(meter -> meter.getId().getName()).toList();
  }

  @Test
  void shouldHaveNoMetersWithoutEndForTheHostsOwnCodes() {
    metrics.bindTo(registry);
    for (int code = 1; code <= 200; code++) {
      core.begin("query").kill(4000 + code, "", "");
    }

    final List<Meter.Id> ids = registry.find("quell.kills").counters().stream().map(Meter::getId).toList();
    assertEquals(KillsByCause.MOST_CAUSES + 1, ids.size());
    assertEquals(200 - (KillsByCause.MOST_CAUSES - 5), killed("quell.kills", "operation", "other"));
  }

  @Test
  void shouldShowTwoCoresInOneRegistry() {
    metrics.bindTo(registry);
    try (KillCore other = KillCore.create();
        KillMetrics its = new KillMetrics(other, Tags.of("core", "other"))) {
      its.bindTo(registry);
      other.startSession(ANN);

      assertEquals(0, gauge("quell.sessions.open", "core", "orders"));
      assertEquals(1, gauge("quell.sessions.open", "core", "other"));
    }
    assertEquals(0, gauge("quell.sessions.open")); // the meters of the first are still there
  }

  @Test
  void shouldBeInTheRegistriesOfAComposite() {
    final CompositeMeterRegistry both = new CompositeMeterRegistry();
    both.add(registry);
    metrics.bindTo(both);
    core.startSession(ANN);

    assertEquals(1, gauge("quell.sessions.open"));
    metrics.close();
    assertEquals(List.of(), names());
  }

  @Test
  void shouldRefuseASecondBindToOneRegistry() {
    metrics.bindTo(registry);

    assertThrows(IllegalStateException.class, () -> metrics.bindTo(registry));
    core.startSession(ANN);
    assertEquals(1, gauge("quell.sessions.open"));
  }

  @Test
  void shouldRefuseTheTagsOfAnotherCore() {
    metrics.bindTo(registry);
    final List<String> before = names();
    try (KillCore other = KillCore.create();
        KillMetrics its = new KillMetrics(other, Tags.of("core", "orders"))) {

      assertThrows(IllegalStateException.class, () -> its.bindTo(registry));
    }
    assertEquals(before, names());
  }

  @Test
  void shouldRefuseABindAfterTheClose() {
    metrics.close();
    metrics.close();

    assertThrows(IllegalStateException.class, () -> metrics.bindTo(registry));
    assertEquals(List.of(), names());
  }

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> new KillMetrics(null));
    assertThrows(NullPointerException.class, () -> new KillMetrics(core, null));
    assertThrows(NullPointerException.class, () -> metrics.bindTo(null));
  }
}
