package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageTest {
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

  @TempDir static Path folder;
  @TempDir Path empty;
  private static String page;

  @BeforeAll
  static void draw() throws IOException {
    SampleRun.write(folder);
    Report.draw(folder);
    page = Files.readString(folder.resolve("report.html"));
  }

  private static List<String> all(final Pattern pattern) {
    return pattern.matcher(page).results().map(MatchResult::group).toList();
  }

  @Test
  void shouldDrawWhatTheRunHas() {
    for (final String picture :
        List.of(
            "kill-by-sessions", "kill-by-matches", "peers-uid-by-sessions", "convoy-killAll", "convoy-list-p99",
            "tail-begin", "tail-killAll", "stop-blocked-owner", "bytes-per-session", "endurance-gc")) {
      assertTrue(page.contains("<figure id=\"" + picture + "\">"), picture);
      assertTrue(Files.exists(folder.resolve("charts/" + picture + ".svg")), picture);
    }
  }

  @Test
  void shouldSayWhatTheRunHasNot() {
    assertTrue(page.contains("Nothing in this run: it takes LimitsBenchmark."));
    assertEquals(1, all(Pattern.compile("Nothing in this run")).size());
  }

  @Test
  void shouldNeedNothingElse() {
    assertFalse(page.contains("<script"));
    assertFalse(page.contains("src="));
    assertEquals(List.of(), all(Pattern.compile("(?<!xmlns(:xlink)?=\")https?://[^\"]*")));
  }

  @Test
  void shouldNameNothingTwice() {
    final List<String> ids = all(ID);
    assertEquals(ids.size(), Set.copyOf(ids).size());
    for (final String reference : all(Pattern.compile("(?<=url\\(#)[^)]*"))) {
      assertTrue(ids.contains(" id=\"" + reference + "\""), reference);
    }
  }

  @Test
  void shouldTakeTextForText() {
    assertTrue(page.contains("&lt;invented&gt;"));
    assertFalse(page.contains("<invented>"));
  }

  @Test
  void shouldTellOfClaimsThatDoNotHold() {
    assertTrue(page.contains("convoy failed: this too is invented"));
  }

  @Test
  void shouldWriteTheTableForReadersOfMarkdownToo() throws IOException {
    assertTrue(Files.readString(folder.resolve("README.md")).contains("| bytes per session, everything included"));
  }

  @Test
  void shouldTellReadersOfMarkdownOfClaimsThatDoNotHold() throws IOException {
    assertTrue(Files.readString(folder.resolve("README.md")).contains("\n* convoy failed: this too is invented\n"));
  }

  @Test
  void shouldWriteNoTableOfWhatIsNotInTheRun() throws IOException {
    final String written = Readme.of(RunData.read(empty));
    assertTrue(written.contains("The headline is not in this run"));
    assertFalse(written.contains("| path |"));
  }

  @Test
  void shouldDrawAnEmptyRun() throws IOException {
    Report.draw(empty);
    final String drawn = Files.readString(empty.resolve("report.html"));
    assertTrue(drawn.contains("Nothing in this run: it takes results of JMH."));
    assertFalse(Files.exists(empty.resolve("charts")));
  }

  @Test
  void shouldWarnOfARunThatIsNotFinishedOrQuick() throws IOException {
    Files.writeString(empty.resolve("machine.txt"), "plan: quick\n");
    assertTrue(Page.of(RunData.read(empty), new Album()).contains("No figure here may be quoted."));
    Files.createDirectories(empty.resolve("parts"));
    assertTrue(Page.of(RunData.read(empty), new Album()).contains("This run is not finished."));
  }

  static Stream<Path> committed() throws IOException {
    return Files.list(Path.of("../results")).filter(Files::isDirectory);
  }

  @ParameterizedTest
  @MethodSource("committed")
  void shouldReadEveryRunThatWasCommitted(final Path run) throws IOException {
    assertTrue(Page.of(RunData.read(run), new Album()).contains(run.getFileName().toString()));
  }
}
