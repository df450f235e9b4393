package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private final FakeStep step = new FakeStep("step").with("a job, b=1", 1).with("c", 1);
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
      final RefusedException refused = assertThrows(RefusedException.class, () -> open(other));
      final String was = "It has\n    " + RUN.get(line) + "\nand now it would be\n    " + other.get(line) + "\n";
      assertTrue(refused.getMessage().contains(was), refused.getMessage());
    }
  }

  @Test
  void shouldRefuseAMachineThatHasLess() throws Exception {
    open(RUN).close();
    final RefusedException refused = assertThrows(RefusedException.class, () -> open(RUN.subList(0, 4)));
    assertTrue(refused.getMessage().contains("nothing more"));
  }

  @Test
  void shouldRefuseAFolderWithSomethingElse() throws Exception {
    Files.createDirectories(temp.resolve("run"));
    Files.writeString(temp.resolve("run/jmh.json"), "[]");
    assertThrows(RefusedException.class, () -> open(RUN));
  }

  @Test
  void shouldKnowAgainWhatWasKept() throws Exception {
    try (RunFolder folder = open(RUN)) {
      folder.place(step, a, System.out);
      folder.keep(step, a, "found", 2.5);
    }
    try (RunFolder folder = open(RUN)) {
      assertTrue(folder.isFinished(step, a));
      assertEquals(2.5, folder.seconds(step, a).orElseThrow());
      assertFalse(folder.isFinished(step, step.jobs().get(1)));
      assertTrue(folder.seconds(step, step.jobs().get(1)).isEmpty());
      assertFalse(folder.isFinished(step));
    }
  }

  @Test
  void shouldNotTakeAnUnfinishedFileForAResult() throws Exception {
    try (RunFolder folder = open(RUN)) {
      final Path out = folder.place(step, a, System.out).out();
      Files.writeString(out.resolveSibling("a_job,_b=1.tmp"), "hal");
      Files.writeString(temp.resolve("run/step.txt.tmp"), "hal");
      assertFalse(folder.isFinished(step, a));
      assertFalse(folder.isFinished(step));
    }
  }

  @Test
  void shouldForgetFilesOfAJobThatWasInterrupted() throws Exception {
    try (RunFolder folder = open(RUN)) {
      Files.writeString(folder.place(step, a, System.out).out().resolve("half"), "half");
      assertFalse(Files.exists(folder.place(step, a, System.out).out().resolve("half")));
    }
  }
}
