package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDataTest {
  @TempDir Path folder;

  @Test
  void shouldReadTheMachine() throws IOException {
    Files.writeString(folder.resolve("machine.txt"), "date: today\njvm: openjdk 17\njvm: more of it\nsessions=7 x=3\n");
    final RunData run = RunData.read(folder);
    assertEquals(Optional.of("openjdk 17"), run.machine("jvm"));
    assertEquals(Optional.empty(), run.machine("governor"));
    assertEquals(List.of(), run.results().all());
  }

  @Test
  void shouldReadWhatProgramsPrintedAndWhatDidNotHold() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "footprint bytes=7\na failed: it grows\nfootprint bytes=8\na held=no\n");
    final RunData run = RunData.read(folder);
    assertEquals(List.of("7", "8"), run.lines("footprint").stream().map(line -> line.value("bytes")).toList());
    assertEquals(List.of("a failed: it grows"), run.failedClaims());
  }

  @Test
  void shouldFindLogsWhereverTheyLie() throws IOException {
    final Path endurance = Files.createDirectories(folder.resolve("endurance"));
    Files.writeString(endurance.resolve("gc.log"), "");
    Files.writeString(endurance.resolve("other.log"), "");
    Files.writeString(folder.resolve("a.hlog"), "");
    final RunData run = RunData.read(folder);
    assertEquals(List.of(endurance.resolve("gc.log")), run.collectorLogs());
    assertEquals(List.of(folder.resolve("a.hlog")), run.histograms());
  }

  @Test
  void shouldReadBenchmarksFromSeveralFiles() throws IOException {
    final String benchmark =
        "[{\"benchmark\":\"a.b.C.d\",\"forks\":1,\"threads\":2,\"primaryMetric\":"
            + "{\"scoreUnit\":\"ns/op\",\"rawData\":[[2.0]]},\"secondaryMetrics\":{}}]";
    Files.writeString(folder.resolve("one.json"), benchmark);
    Files.writeString(folder.resolve("two.json"), benchmark.replace("C.d", "C.e"));
    final List<Measurement> all = RunData.read(folder).results().all();
    assertEquals(List.of("C.d", "C.e"), all.stream().map(Measurement::name).toList());
    assertTrue(all.stream().allMatch(measurement -> measurement.params().get("threads").equals("2")));
  }
}
