package dev.quell.stress.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The ledger of the sources as they are. Maven runs the tests of a module in its directory. */
class LedgerTest {
  private static final List<Path> MODULES = List.of(Path.of("..", "core", "src"), Path.of("..", "commands", "src"));
  private static final Path STRESS = Path.of("src");
  /** Fewer than there are, by far: what the check passes over in silence would not be missed otherwise. */
  private static final int ACCESSES = 150;

  private static List<JavaSource> code() {
    return MODULES.stream().flatMap(module -> JavaSource.below(module.resolve("main/java")).stream()).toList();
  }

  private static List<JavaSource> tests() {
    final List<JavaSource> tests = new ArrayList<>();
    MODULES.forEach(module -> tests.addAll(JavaSource.below(module.resolve("test/java"))));
    tests.addAll(JavaSource.below(STRESS.resolve("main/java")));
    tests.addAll(JavaSource.below(STRESS.resolve("test/java")));
    return tests;
  }

  @Test
  void shouldAccountForEveryOrderedAccess() {
    final List<Ledger.Finding> findings = Ledger.check(Prefixes.TABLE, code(), tests());
    assertEquals(
        List.of(),
        findings,
        () -> findings.stream().map(Ledger.Finding::toString).collect(Collectors.joining("\n", "\n", "\n")));
  }

  @Test
  void shouldSeeTheAccesses() {
    final int seen = Ledger.accesses(code());
    assertTrue(seen > ACCESSES, () -> "sees " + seen + " accesses only");
  }

  @Test
  void shouldHaveLabelsOfEachPrefix() {
    final List<String> defined = code().stream()
        .flatMap(source -> Block.of(source).definitions().stream())
        .map(item -> item.label().substring(0, item.label().indexOf('-')))
        .toList();
    assertEquals(Set.copyOf(defined), Prefixes.TABLE.keySet());
  }
}
