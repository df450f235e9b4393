package dev.quell.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show compiles as it stands there, and runs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // on a machine that has other things to do
final class SamplesTest {
  /** Documents whose code is for another class path. */
  private static final Set<String> ELSEWHERE =
      Set.of("docs/performance.md"); // subjects of the benchmarks: dev.quell.bench.outside has one, under test

  /** Samples that are compiled only: what they start has to be stopped by somebody else. */
  private static final Set<String> NOT_RUN =
      Set.of(
          "docs/cluster.md Run it", // binds to an address that is not here
          "docs/cluster.md Clouds", // the same
          "docs/library.md Background work"); // a thread that nobody stops

  @Test
  void shouldCompileAsItStandsInTheDocuments() throws IOException {
    // A name that the sample presumes goes into its frame; everything else is a fault of the document.
    assertEquals("", String.join("\n", Compiled.FAULTS));
  }

  static List<Sample> runnable() throws IOException {
    return Documents.samples().stream()
        .filter(sample -> !sample.block().declares())
        .filter(sample -> !NOT_RUN.contains(sample.block().document() + " " + sample.block().heading()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("runnable")
  void shouldRun(final Sample sample) throws Exception {
    try (Frame frame = Compiled.newInstance(sample)) {
      frame.run();
    }
  }

  @Test
  void shouldNameTheLineOfWhatDoesNotCompile() throws IOException {
    final CodeBlock block = new CodeBlock("docs/x.md", "X", 12, List.of("int a = 1;", "session.ends();"));
    final List<String> found = new SampleCompiler().compile(List.of(new Sample(block, Frame.class)));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).startsWith("docs/x.md:13: cannot find symbol"), found.get(0));
  }

  @Test
  void shouldCoverEveryDocument() throws IOException {
    final Set<String> covered =
        Documents.samples().stream().map(sample -> sample.block().document()).collect(Collectors.toSet());
    try (Stream<Path> docs = Files.walk(Documents.ROOT.resolve("docs"))) {
      final List<String> left = docs.filter(file -> file.toString().endsWith(".md"))
          .map(file -> Documents.ROOT.relativize(file).toString().replace('\\', '/'))
          .filter(document -> !covered.contains(document) && !ELSEWHERE.contains(document))
          .filter(SamplesTest::hasCode)
          .toList();
      assertEquals(List.of(), left);
    }
  }

  private static boolean hasCode(final String document) {
    try {
      return !CodeBlock.of(Documents.ROOT, document).isEmpty();
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }
}
