package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * The table in the README that says which test has which operations meet, and the list of tests after it that stand
 * alone: they name tests that exist, by their full names or by a prefix and how many it is of, and leave none out.
 */
class PairTableTest {
  private static final String TABLE = "| operation | against | tests |";
  private static final String ALONE = "Not in the table";
  private static final Pattern NAME = Pattern.compile("`([^`]+)`(?: \\((\\d+)\\))?");

  /** A name in the README. */
  private record Named(String name, int count) {
    boolean isPrefix() {
      return count > 0;
    }

    /** Whether it means the test, with its class or without. */
    boolean means(final String test) {
      final String withClass = test.substring(test.lastIndexOf('.', test.lastIndexOf('.') - 1) + 1);
      final String alone = test.substring(test.lastIndexOf('.') + 1);
      return isPrefix()
          ? withClass.startsWith(name) || alone.startsWith(name)
          : withClass.equals(name) || alone.equals(name);
    }

    long found() {
      return TestList.tests().stream().filter(this::means).count();
    }
  }

  private static List<Named> names(final String start) throws IOException {
    final String readme = Files.readString(Path.of("README.md"));
    final int from = readme.indexOf(start);
    return NAME.matcher(readme.substring(from, readme.indexOf("\n\n", from))).results()
        .map(each -> new Named(each.group(1), each.group(2) == null ? 0 : Integer.parseInt(each.group(2))))
        .toList();
  }

  private static List<Named> names() throws IOException {
    final List<Named> all = new ArrayList<>(names(TABLE));
    all.addAll(names(ALONE));
    return all;
  }

  @Test
  void shouldNameTestsThatExist() throws IOException {
    final Predicate<Named> isRight = each -> each.found() == (each.isPrefix() ? each.count() : 1);
    final List<String> wrong = names().stream()
        .filter(isRight.negate())
        .map(each -> each + " is the name of " + each.found())
        .toList();
    assertEquals(List.of(), wrong);
  }

  @Test
  void shouldNameEachTest() throws IOException {
    final List<Named> names = names();
    final List<String> left = TestList.tests().stream()
        .filter(test -> names.stream().noneMatch(each -> each.means(test)))
        .sorted()
        .toList();
    assertEquals(List.of(), left);
  }
}
