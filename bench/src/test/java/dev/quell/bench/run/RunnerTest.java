package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
  @TempDir Path temp;
  private Path path;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final FakeStep first = new FakeStep("first.txt");
  private final FakeStep second = new FakeStep("second.txt").with("c", true);
  private boolean stopped;

  @BeforeEach
  void choose() {
    path = temp.resolve("run");
  }

  private List<String> run(final boolean mustHold, final FakeStep... steps) throws IOException, InterruptedException {
    console.reset();
    try (RunFolder folder = RunFolder.open(path, List.of("jar: one"))) {
      return new Runner(folder, mustHold, new PrintStream(console, true, StandardCharsets.UTF_8), () -> stopped)
          .run(List.of(steps).stream().map(FakeStep::step).toList());
    }
  }

  private String console() {
    return console.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldRunAllAndSayHowFarItIs() throws Exception {
    assertEquals(List.of(), run(false, first.with("a", true).with("b", true), second));
    assertEquals("# a\n# b\n", Files.readString(path.resolve("first.txt")));
    assertEquals("# c\n", Files.readString(path.resolve("second.txt")));
    assertTrue(
        console().startsWith("[1 of 3, 3 s left] first.txt: a\n    fine, 0 s\n[2 of 3, 0 s left] first.txt: b\n"),
        console());
    assertTrue(Files.readString(path.resolve("times.txt")).matches(
        "(?s)took step=first.txt seconds=.* others=.* steal=.* loop=.* job=a\n.*job=b\n.*job=c\n"));
  }

  @Test
  void shouldRunTheRestIfAJobFailsAndThatJobNextTime() throws Exception {
    assertEquals(List.of("first.txt: b: no luck"),
        run(false, first.with("a", true).failing("b").with("d", true), second));
    assertEquals(List.of("a", "b", "d"), first.run);
    assertEquals(List.of("c"), second.run);

    final FakeStep again = new FakeStep("first.txt").with("a", true).with("b", true).with("d", true);
    assertEquals(List.of(), run(false, again, second));
    assertEquals(List.of("b"), again.run);
    assertEquals(List.of("c"), second.run);
    assertEquals("# a\n# d\n# b\n", Files.readString(path.resolve("first.txt")));
    assertTrue(console().startsWith("3 of 4 were run before; going on\n[4 of 4, 1 s left]"), console());
  }

  @Test
  void shouldDoNothingIfAllWasRun() throws Exception {
    run(false, first.with("a", true));
    assertEquals(List.of(), run(false, first));
    assertEquals(List.of("a"), first.run);
  }

  @Test
  void shouldKeepAClaimThatDoesNotHoldUnlessItMust() throws Exception {
    assertEquals(List.of("first.txt: a: fine"), run(true, first.with("a", false)));
    assertEquals(List.of(), run(false, first));
    assertEquals(List.of("a", "a"), first.run);
  }

  @Test
  void shouldNotTakeAStopForAFailure() {
    stopped = true;
    assertThrows(InterruptedException.class, () -> run(false, first.failing("a"), second));
    assertEquals(List.of(), second.run);
  }

  @Test
  void shouldWriteTimesThatReadWell() {
    assertEquals("0 s", Runner.text(-0.1));
    assertEquals("179 s", Runner.text(179));
    assertEquals("3 min", Runner.text(180));
    assertEquals("119 min", Runner.text(7_140));
    assertEquals("2 h 05 min", Runner.text(7_500));
  }
}
