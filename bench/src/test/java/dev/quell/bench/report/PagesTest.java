package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  private static final Path ROOT = Path.of("..");

  private static String page(final Results results) {
    return Pages.page(results, Map.of(), List.of());
  }

  @Test
  void shouldWriteNothingIntoTheRun(@TempDir final Path folder) throws IOException {
    final Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("machine.txt"), "plan: quick\n");
    Pages.write(Results.read(run), folder.resolve("out"));
    try (Stream<Path> files = Files.list(run)) {
      assertEquals(List.of(run.resolve("machine.txt")), files.toList());
    }
    assertTrue(Files.readString(folder.resolve("out/README.md")).contains("Do not quote its figures."));
    assertFalse(Files.exists(folder.resolve("out/curves.md")), "there are none");
    Files.createFile(run.resolve(Results.UNFINISHED));
    assertTrue(page(Results.read(run)).contains("This run is not finished."));
  }

  @Test
  void shouldSayNothingAboutARunWithoutResults() {
    assertEquals("# Run unknown\n", page(new Results()));
  }

  static Stream<Path> committed() throws IOException {
    return Files.list(ROOT.resolve("results")).filter(Files::isDirectory);
  }

  @ParameterizedTest
  @MethodSource("committed")
  void shouldReadEveryRunThatWasCommitted(final Path run, @TempDir final Path out) throws IOException {
    Pages.write(Results.read(run), out);
    assertTrue(Files.readString(out.resolve("README.md")).contains(run.getFileName().toString()));
  }

  /** If it fails: {@code bench/report --into README.md docs/performance.md results/README.md}. */
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/performance.md", "results/README.md"})
  void shouldShowInDocumentsWhatTheRunsThatTheyNameHave(final String document) throws IOException {
    final Map<String, String> pictures = new HashMap<>();
    assertEquals(Pages.into(ROOT.resolve(document), pictures), Files.readString(ROOT.resolve(document)));
    for (final Map.Entry<String, String> picture : pictures.entrySet()) {
      final Path file = ROOT.resolve("results/pictures").resolve(picture.getKey());
      assertEquals(picture.getValue(), Files.readString(file), picture.getKey());
    }
  }

  @Test
  void shouldPutPartsAndPicturesIntoADocument(@TempDir final Path root) throws IOException {
    final Path run = Files.createDirectories(root.resolve("results/some"));
    Files.createDirectories(root.resolve("results/pictures"));
    final String line = "footprint subject=quell sessions=%d bytes=98\n";
    Files.writeString(run.resolve("footprint.txt"), line.formatted(10_000) + line.formatted(1_000_000));
    final Path document = Files.createDirectories(root.resolve("docs")).resolve("some.md");
    final String block = "a\n<!-- results/some: memory.svg, Every row, In short -->\nold\n<!-- end -->\nz\n";
    Files.writeString(document, block);
    Pages.main(new String[] {"--into", document.toString()});
    final String text = Files.readString(document);
    assertEquals(
        """
        a
        <!-- results/some: memory.svg, Every row, In short -->

        ![Memory for one session](../results/pictures/memory.svg)

        Bytes:

        | path | Quell |
        |---|---:|
        | bytes per session, 1,000,000 with 100 per owner | 98 |

        This run did not measure: In short.

        <!-- end -->
        z
        """, text);
    assertTrue(Files.readString(root.resolve("results/pictures/memory.svg")).contains(">Quell</text>"));
  }
}
