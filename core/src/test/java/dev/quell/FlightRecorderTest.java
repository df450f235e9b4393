package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording has of kills and of stragglers. */
class FlightRecorderTest {
  private static final String KILL = "dev.quell.Kill";
  private static final String STRAGGLERS = "dev.quell.Stragglers";

  @TempDir private Path folder;

  private final Recording recording = new Recording();
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Session session = virtual.session(1, ANN);

  /** Starts the recording, and waits until the events are loaded: until one has been written. */
  @BeforeEach
  void record() {
    recording.enable(KILL);
    recording.enable(STRAGGLERS).withThreshold(Duration.ZERO);
    recording.start();
    core.kill(KillRequest.of().reason("first"));
    Worker.until(
        () -> {
          virtual.cycle();
          return !events(KILL).isEmpty();
        });
  }

  @AfterEach
  void close() {
    recording.close();
    virtual.close();
  }

  private List<RecordedEvent> events(final String name) {
    final Path file = folder.resolve("recording.jfr");
    try {
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(name))
          .sorted(java.util.Comparator.comparing(RecordedEvent::getStartTime))
          .toList();
    } catch (final IOException e) {
      throw new AssertionError("the recording cannot be read", e);
    }
  }

  private static String kill(final RecordedEvent event) {
    return event.getString("trigger") + " " + event.getLong("target") + " " + event.getInt("code") + " "
        + event.getString("reason") + " " + event.getString("by") + " " + event.getLong("sessionsMatched") + " "
        + event.getLong("operationsKilled") + " " + event.getLong("cursorsKilled") + " " + event.getString("patterns");
  }

  private String kills() {
    return events(KILL).stream().skip(1).map(FlightRecorderTest::kill).collect(Collectors.joining("; "));
  }

  @Test
  void shouldHaveAKillByPattern() {
    session.begin("x");
    session.openCursor(new Probe());
    final KillReport report = core.kill(KillRequest.of(KillPattern.all()).code(9).reason("why").by("who"));
    assertEquals("PATTERN 0 9 why who 1 1 1 [{}]", kills());
    final RecordedEvent event = events(KILL).get(1);
    assertEquals(report.cause().killId(), event.getLong("killId"));
    assertEquals(report.duration(), event.getDuration("took"));
  }

  @Test
  void shouldHaveKillsOfOneOperationOrCursor() {
    final Operation operation = session.begin("x");
    final int id = operation.id();
    core.killOperation(id, 9, "why", "who");
    final Operation other = core.begin("y");
    other.kill(8, "", "");
    final Cursor<Probe> cursor = core.openCursor(new Probe());
    core.killCursor(cursor.id(), "done", "");
    core.killCursor(cursor.id(), "lost", "");
    assertEquals(
        "OPERATION " + id + " 9 why who 0 1 0 ; OPERATION " + other.id() + " 8   0 1 0 ; CURSOR " + cursor.id()
            + " 237 done  0 0 1 ",
        kills());
  }

  @Test
  void shouldHaveDeadlinesAndTheClose() {
    session.begin("x").deadline(Duration.ofMillis(5));
    virtual.advance(Duration.ofMillis(50));
    Worker.until(
        () -> {
          virtual.cycle();
          return events(KILL).size() == 2;
        });
    core.close();
    assertEquals("DEADLINE 0 50   0 1 0 ; SHUTDOWN 0 11600   1 0 0 ", kills());
  }

  @Test
  void shouldHaveTheStragglersThatAWaiterGaveUpOn() throws InterruptedException {
    final List<Operation> victims = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      victims.add(session.begin("work " + i));
    }
    final KillReport report = core.kill(KillRequest.of().code(9).reason("why").by("who"));
    assertFalse(report.await(Duration.ofMillis(2)));
    final List<RecordedEvent> events = events(STRAGGLERS);
    assertEquals(1, events.size());
    final RecordedEvent event = events.get(0);
    assertEquals(report.cause().killId(), event.getLong("killId"));
    assertEquals(
        "PATTERN 9 why who 12", event.getString("trigger") + " " + event.getInt("code") + " "
            + event.getString("reason") + " " + event.getString("by") + " " + event.getLong("count"));
    assertEquals(Duration.ofMillis(2), event.getDuration("waited"));
    final List<String> described = event.getString("operations").lines().toList();
    assertEquals(10, described.size());
    assertEquals(victims.get(0).id() + " work 0", described.get(0));
    victims.forEach(Operation::close);
  }

  @Test
  void shouldHaveNoStragglersOfAWaitThatOnlyLooksOrSucceeds() throws InterruptedException {
    final Operation victim = session.begin("x");
    final KillReport report = core.kill();
    assertFalse(report.await(Duration.ZERO));
    victim.close();
    assertTrue(report.await(Duration.ofSeconds(1)));
    assertEquals(List.of(), events(STRAGGLERS));
  }

  @Test
  void shouldHaveNothingWhenTheEventsAreDisabled() {
    recording.disable(KILL);
    core.begin("x").kill(1, "", "");
    core.kill();
    assertEquals("", kills());
  }
}
