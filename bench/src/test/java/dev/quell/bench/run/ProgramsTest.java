package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramsTest {

  /** Prints its arguments, and exits with what {@code exit=} says. */
  static final class Words {
    public static void main(final String[] args) {
      int status = 0;
      for (final String word : args) {
        System.out.println(word);
        status = word.startsWith("exit=") ? Integer.parseInt(word.substring("exit=".length())) : status;
      }
      System.exit(status);
    }
  }

  private static Plan.Step words(final List<List<String>> runs) {
    return Programs.step("words", Words.class, 1, List.of(), runs);
  }

  private static Job.Outcome run(final String... arguments) throws IOException, InterruptedException {
    final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return words(List.of(List.of(arguments))).jobs().get(0).work().run(Path.of("log"), nowhere);
  }

  @Test
  void shouldKeepWhatItPrints() throws Exception {
    final Job.Outcome outcome = run("words count=2", "held=yes");
    assertEquals("# Words words count=2 held=yes\nwords count=2\nheld=yes", outcome.text());
    assertTrue(outcome.held());
  }

  @Test
  void shouldKeepAClaimThatDoesNotHold() throws Exception {
    final Job.Outcome outcome = run("exit=1", "words held=no");
    assertEquals("# Words exit=1 words held=no\nexit=1\nwords held=no", outcome.text());
    assertFalse(outcome.held());
  }

  @Test
  void shouldFailIfTheProgramDoes() {
    assertThrows(Job.Failed.class, () -> run("exit=1"));
    assertThrows(Job.Failed.class, () -> run("exit=3", "words held=no"));
    assertThrows(Job.Failed.class, () -> run("words held=no"));
  }

  @Test
  void shouldTakeASignalForAnInterruption() {
    assertThrows(InterruptedException.class, () -> run("exit=130"));
  }

  @Test
  void shouldMakeAJobOfEachRun() {
    final List<List<String>> runs = List.of(List.of("a"), List.of("b", "2"), List.of("a"));
    assertEquals(List.of("Words a, 1", "Words b 2", "Words a, 3"), words(runs).jobs().stream().map(Job::name).toList());
  }
}
