package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir Path temp;
  private Path path;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final FakeStep first = new FakeStep("first");
  private final FakeStep second = new FakeStep("second").with("c", 30);
  private boolean stopped;
  private long now;

  @BeforeEach
  void choose() {
    path = temp.resolve("run");
  }

  private List<String> run(final boolean mustHold) throws IOException, InterruptedException {
    console.reset();
    try (RunFolder folder = RunFolder.open(path, List.of("jar: one"))) {
      return new Runner(
              new Plan("fake", mustHold, List.of(first, second)),
              folder,
              new PrintStream(console, true, StandardCharsets.UTF_8),
              () -> now += SECOND,
              () -> stopped)
          .run();
    }
  }

  @Test
  void shouldRunAllAndSayHowFarItIs() throws Exception {
    first.with("a", 10).with("b", 20);
    assertEquals(List.of(), run(false));
    assertEquals("a+b", Files.readString(path.resolve("first.txt")));
    assertEquals("c", Files.readString(path.resolve("second.txt")));
    assertEquals(
        """
        [1 of 3, 60 s left] first: a
            fine, 1 s
        [2 of 3, 5 s left] first: b
            fine, 1 s
        [3 of 3, 2 s left] second: c
            fine, 1 s
        """,
        console.toString(StandardCharsets.UTF_8));
    assertFalse(Files.exists(path.resolve("parts")));
  }

  @Test
  void shouldKeepTheFilesThatJobsWrote() throws Exception {
    first.with("a", 10).with("b", 20);
    run(false);
    assertEquals("b", Files.readString(path.resolve("first/b.bin")));
    assertEquals("c", Files.readString(path.resolve("second/c.bin")));
  }

  @Test
  void shouldRunTheRestIfAJobFailsAndThatJobNextTime() throws Exception {
    first.with("a", 1).with(new FakeStep.FailingJob("b", first)).with("d", 1);
    assertEquals(List.of("first: b: no luck"), run(false));
    assertEquals(List.of("a", "b", "d"), first.run);
    assertEquals(List.of("c"), second.run);
    assertFalse(Files.exists(path.resolve("first.txt")));

    first.jobs().set(1, new FakeStep.FakeJob("b", 1, first, true));
    assertEquals(List.of(), run(false));
    assertEquals(List.of("a", "b", "d", "b"), first.run);
    assertEquals(List.of("c"), second.run);
    assertEquals("a+b+d", Files.readString(path.resolve("first.txt")));
    assertFalse(Files.exists(path.resolve("first/half")));
    assertTrue(console.toString(StandardCharsets.UTF_8).startsWith("3 of 4 were run before; going on\n[4 of 4, 1 s left]"));
  }

  @Test
  void shouldDoNothingIfAllWasRun() throws Exception {
    first.with("a", 10);
    run(false);
    assertEquals(List.of(), run(false));
    assertEquals(List.of("a"), first.run);
  }

  @Test
  void shouldKeepAClaimThatDoesNotHoldUnlessItMust() throws Exception {
    first.with(new FakeStep.FakeJob("a", 1, first, false));
    assertEquals(List.of("first: a: fine"), run(true));
    assertEquals(List.of(), run(false));
    assertEquals(List.of("a", "a"), first.run);
  }

  @Test
  void shouldNotTakeAStopForAFailure() {
    first.with(new FakeStep.FailingJob("a", first));
    stopped = true;
    assertThrows(InterruptedException.class, () -> run(false));
    assertEquals(List.of(), second.run);
  }
}
