package dev.quell.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on integrations says about Flight Recorder, with a recording and the tool of this JDK. */
class FlightRecorderViewTest {
  @TempDir private Path folder;

  @Test
  void shouldShowEachKindOfKillAndStragglers() throws Exception {
    final Path file = folder.resolve("kills.jfr");
    record(file);

    final List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    final Set<String> triggers =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("dev.quell.Kill"))
            .map(event -> event.getString("trigger"))
            .collect(Collectors.toCollection(TreeSet::new));
    final String printed = jfr("print", "--events", "dev.quell.*", file.toString());

    assertEquals(Set.of("PATTERN", "OPERATION", "CURSOR", "DEADLINE", "SHUTDOWN"), triggers);
    assertTrue(printed.contains("dev.quell.Stragglers"), printed);
    assertTrue(printed.contains("nightly purge"), printed);
    if (Runtime.version().feature() >= 21) { // the tool has had it since
      final String table = jfr("view", "--width", "250", "dev.quell.Kill", file.toString());
      assertTrue(table.contains("Session Kill") && table.contains("nightly purge"), table);
    }
  }

  /** Makes a kill of each kind while the configuration of this artifact records. */
  private static void record(final Path file) throws Exception {
    final Configuration settings;
    try (Reader text =
        new InputStreamReader(
            KillCoreMXBean.class.getResourceAsStream("quell.jfc"), StandardCharsets.UTF_8)) {
      settings = Configuration.create(text);
    }
    try (Recording recording = new Recording(settings)) {
      recording.start();
      try (KillCore core = KillCore.create()) {
        final Operation victim = core.startSession(Owner.of("alice", "app")).begin("find");
        core.kill(KillRequest.of(KillPattern.all()).reason("nightly purge")).await(Duration.ofMillis(1));
        victim.close();
        core.begin("disconnected").kill(KillCode.CLIENT_DISCONNECT, "", "");
        core.killCursor(core.openCursor(() -> {}).id(), "", "");
        final Operation late = core.begin("late").deadline(Duration.ZERO);
        try {
          late.await(() -> false, Duration.ofSeconds(20));
        } catch (final dev.quell.OperationKilledException e) {
          late.close();
        }
        awaitEvents(recording, file, "DEADLINE");
      }
      awaitEvents(recording, file, "SHUTDOWN");
    }
  }

  /** The first events of a process are written by a thread of the core's own. */
  private static void awaitEvents(final Recording recording, final Path file, final String trigger)
      throws IOException, InterruptedException {
    final long start = System.nanoTime();
    while (System.nanoTime() - start < 60_000_000_000L) {
      recording.dump(file);
      for (final RecordedEvent event : RecordingFile.readAllEvents(file)) {
        if (event.getEventType().getName().equals("dev.quell.Kill") && event.getString("trigger").equals(trigger)) {
          return;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no event of " + trigger);
  }

  private static String jfr(final String... arguments) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jfr").toString());
    command.addAll(List.of(arguments));
    final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
