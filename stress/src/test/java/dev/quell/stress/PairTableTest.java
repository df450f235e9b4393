package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.runners.TestList;

/** The table in the README that says which test has which operations meet names tests that exist. */
class PairTableTest {
  private static final String HEADER = "| operation | against: test |";
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private static List<String> names() throws IOException {
    final String readme = Files.readString(Path.of("README.md"));
    final int start = readme.indexOf(HEADER);
    final String table = readme.substring(start, readme.indexOf("\n\n", start));
    return NAME.matcher(table).results().map((final MatchResult name) -> name.group(1)).toList();
  }

  @Test
  void shouldNameTestsThatExist() throws IOException {
    final List<String> unknown = names().stream()
        .filter(name -> TestList.tests().stream().noneMatch(test -> test.contains(name)))
        .toList();
    assertEquals(List.of(), unknown);
  }

  @Test
  void shouldNameTests() throws IOException {
    assertTrue(names().size() > 50);
  }
}
