package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir Path folder;

  private static Program words(final String... jvm) {
    return new Program("words", Words.class.getName(), 1, List.of(jvm), List.of());
  }

  private Job.Outcome run(final Program program) throws IOException, InterruptedException {
    final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return program.jobs().get(0).run(new Job.Place(folder, folder.resolve("log"), nowhere));
  }

  @Test
  void shouldKeepWhatItPrints() throws Exception {
    final Job.Outcome outcome = run(words().and("words count=2", "held=yes"));
    assertEquals("words count=2\nheld=yes\n", outcome.text());
    assertTrue(outcome.held());
  }

  @Test
  void shouldKeepAClaimThatDoesNotHold() throws Exception {
    final Job.Outcome outcome = run(words().and("exit=1", "words held=no"));
    assertEquals("exit=1\nwords held=no\n", outcome.text());
    assertFalse(outcome.held());
  }

  @Test
  void shouldFailIfTheProgramDoes() {
    assertThrows(JobFailedException.class, () -> run(words().and("exit=1")));
    assertThrows(JobFailedException.class, () -> run(words().and("exit=3", "words held=no")));
    assertThrows(JobFailedException.class, () -> run(words().and("words held=no")));
  }

  @Test
  void shouldTakeASignalForAnInterruption() {
    assertThrows(InterruptedException.class, () -> run(words().and("exit=130")));
  }

  @Test
  void shouldGiveItAFolderForFiles() throws Exception {
    run(words("-Dfile={out}/kept").and("in the file"));
    assertEquals("in the file", Files.readString(folder.resolve("kept")));
  }

  @Test
  void shouldMakeAJobOfEachRun() {
    final List<String> names = words().and("a").and("b", 2).times(2).jobs().stream().map(Job::name).toList();
    assertEquals(List.of("Words a, 1", "Words b 2, 2", "Words a, 3", "Words b 2, 4"), names);
    assertEquals("Words a", words().and("a").jobs().get(0).name());
  }

  @Test
  void shouldJoinWhatTheRunsPrinted() {
    assertEquals("a=1\na=2\n", words().join(List.of("a=1\n", "a=2\n")));
  }

  @Test
  void shouldSayIfThereIsNoSuchProgram() {
    assertEquals(List.of(), words().problems());
    assertEquals(
        List.of("step gone: there is no program dev.quell.bench.Gone"),
        new Program("gone", "dev.quell.bench.Gone", 1, List.of(), List.of()).problems());
    assertEquals(1, new Program("list", "java.util.List", 1, List.of(), List.of()).problems().size());
  }
}
