package dev.quell.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command of examples/README.md prints what stands below it, and nothing else. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // on a machine that has other things to do
final class ExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/quell/examples");
  private static final Pattern DOCUMENTED =
      Pattern.compile(
          "^    mvn .* && java -cp examples/target/quell-examples\\.jar dev\\.quell\\.examples\\.(\\w+)\n"
              + "\n```\n((?:.+\n)*)```$",
          Pattern.MULTILINE);

  record Example(String name, String output) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Example> documented() throws IOException {
    return DOCUMENTED.matcher(Files.readString(Path.of("README.md")))
        .results()
        .map((final MatchResult found) -> new Example(found.group(1), found.group(2)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documented")
  void shouldPrintWhatTheReadmeShows(final Example example) throws Exception {
    final Process process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("quell.examples.jar"),
            "dev.quell.examples." + example.name())
            .redirectErrorStream(true) // a warning is a line too many
            .start();
    try (InputStream console = process.getInputStream()) {
      final String printed = new String(console.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(example.output(), printed.replace(System.lineSeparator(), "\n"));
      assertEquals(0, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldDocumentEveryExample() throws IOException {
    assertEquals(
        sources().map(file -> file.getFileName().toString().replace(".java", "")).sorted().toList(),
        documented().stream().map(Example::name).sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void shouldBeShort(final Path source) throws IOException {
    final int lines = Files.readAllLines(source).size();
    assertTrue(lines < 150, () -> source + " has " + lines + " lines");
  }

  static Stream<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.filter(file -> !file.endsWith("package-info.java")).toList().stream();
    }
  }
}
