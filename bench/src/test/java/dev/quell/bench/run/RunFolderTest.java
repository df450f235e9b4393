package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Line;
import dev.quell.bench.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final List<String> RUN =
      List.of("date: today", "commit of the work tree: abc", "sha256 of the jar: 123", "jvm: 17", "plan: full");

  @TempDir Path temp;
  private static final Line TOOK = Line.parse("took seconds=1");
  private final Plan.Step step = new FakeStep("step.txt").with("a job, b=1", true).with("c", true).step();
  private final Job a = step.jobs().get(0);

  private RunFolder open(final List<String> description) throws IOException {
    return RunFolder.open(temp.resolve("run"), description);
  }

  private static List<String> changed(final int line, final String to) {
    final List<String> changed = new ArrayList<>(RUN);
    changed.set(line, to);
    return changed;
  }

  @Test
  void shouldGoOnWithTheSameRunOnAnotherDay() throws Exception {
    open(RUN).close();
    open(changed(0, "date: tomorrow")).close();
    assertEquals(RUN, Files.readAllLines(temp.resolve("run/machine.txt")));
  }

  @Test
  void shouldRefuseAnotherJarCommitJdkOrPlan() throws Exception {
    open(RUN).close();
    for (int line = 1; line < RUN.size(); line++) {
      final List<String> other = changed(line, RUN.get(line) + "!");
      final Run.Refused refused = assertThrows(Run.Refused.class, () -> open(other));
      assertTrue(refused.getMessage().endsWith("Only there: [" + RUN.get(line) + "]"), refused.getMessage());
    }
  }

  @Test
  void shouldRefuseAMachineThatHasLess() throws Exception {
    open(RUN).close();
    assertThrows(Run.Refused.class, () -> open(RUN.subList(0, 4)));
  }

  @Test
  void shouldRefuseAFolderWithSomethingElse() throws Exception {
    Files.createDirectories(temp.resolve("run"));
    Files.writeString(temp.resolve("run/jmh.json"), "[]");
    assertThrows(Run.Refused.class, () -> open(RUN));
  }

  @Test
  void shouldKnowAgainWhatWasKept() throws Exception {
    try (RunFolder folder = open(RUN)) {
      folder.keep(step, a, "# a job, b=1\nfound x=1", TOOK);
    }
    try (RunFolder folder = open(RUN)) {
      assertTrue(folder.has(step, a));
      assertFalse(folder.has(step, step.jobs().get(1)));
      assertTrue(Files.exists(temp.resolve("run").resolve(Results.UNFINISHED)));
      folder.finish();
    }
    assertFalse(Files.exists(temp.resolve("run").resolve(Results.UNFINISHED)));
    assertEquals("took seconds=1\n", Files.readString(temp.resolve("run/times.txt")));
  }

  @Test
  void shouldWriteAnArrayOfJmhsResults() throws Exception {
    final Plan.Step json = new FakeStep("jmh.json").with("a", true).with("b", true).step();
    try (RunFolder folder = open(RUN)) {
      folder.keep(json, json.jobs().get(0), "{\"job\":\"a\"}", TOOK);
      assertTrue(folder.has(json, json.jobs().get(0)));
      assertFalse(folder.has(json, json.jobs().get(1)));
      folder.keep(json, json.jobs().get(1), "{\"job\":\"b\"}", TOOK);
    }
    assertEquals("[\n{\"job\":\"a\"},\n{\"job\":\"b\"}\n]\n", Files.readString(temp.resolve("run/jmh.json")));
  }

  @Test
  void shouldNotTakeAnUnfinishedFileForAResult() throws Exception {
    try (RunFolder folder = open(RUN)) {
      Files.writeString(temp.resolve("run/step.txt.tmp"), "# a job, b=1\n");
      assertFalse(folder.has(step, a));
    }
  }
}
