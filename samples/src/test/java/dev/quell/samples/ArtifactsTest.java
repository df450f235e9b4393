package dev.quell.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependencies that the documents show are those that are published: in this version, or in that of the BOM. */
final class ArtifactsTest {
  private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);

  private static final String NONE = "";

  static Stream<String> dependencies() throws IOException {
    final Stream.Builder<String> found = Stream.builder();
    for (final String document : Documents.names()) {
      final Matcher matcher = DEPENDENCY.matcher(read(document));
      while (matcher.find()) {
        found.add(document + ": " + matcher.group().replaceAll("\\s+", ""));
      }
    }
    return found.build();
  }

  @ParameterizedTest
  @MethodSource("dependencies")
  void shouldBePublishedInThisVersion(final String dependency) throws IOException {
    final boolean byBom = read(dependency.substring(0, dependency.indexOf(':'))).contains("<artifactId>quell-bom<");
    final String shown = element("version", dependency);
    assertTrue(shown.equals(version()) || byBom && shown.equals(NONE), dependency);
    final String artifact = "<artifactId>" + element("artifactId", dependency) + "</artifactId>";
    assertTrue(read("bom/pom.xml").contains(artifact), "not in bom/pom.xml");
  }

  private static String version() throws IOException {
    return element("version", read("pom.xml")); // the first is the parent's
  }

  private static String read(final String file) throws IOException {
    return Files.readString(Documents.ROOT.resolve(file));
  }

  private static String element(final String name, final String xml) {
    final Matcher matcher = Pattern.compile("<" + name + ">(.*?)</" + name + ">").matcher(xml);
    return matcher.find() ? matcher.group(1) : NONE;
  }
}
