package dev.quell.stress.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The ledger of the sources as they are. Maven runs the tests of a module in its directory. */
class LedgerTest {
  private static final Path CORE = Path.of("..", "core", "src");
  private static final Path STRESS = Path.of("src");
  /** Fewer than there are, by far: what the check passes over in silence would not be missed otherwise. */
  private static final int ACCESSES = 150;

  private static List<JavaSource> core() {
    return JavaSource.below(CORE.resolve("main/java"));
  }

  private static List<JavaSource> tests() {
    final List<JavaSource> tests = new ArrayList<>(JavaSource.below(CORE.resolve("test/java")));
    tests.addAll(JavaSource.below(STRESS.resolve("main/java")));
    tests.addAll(JavaSource.below(STRESS.resolve("test/java")));
    return tests;
  }

  @Test
  void shouldAccountForEveryOrderedAccessOfTheCore() {
    final List<Ledger.Finding> findings = Ledger.check(core(), tests());
    assertEquals(
        List.of(),
        findings,
        () -> findings.stream().map(Ledger.Finding::toString).collect(Collectors.joining("\n", "\n", "\n")));
  }

  @Test
  void shouldSeeTheAccessesOfTheCore() {
    final int seen = Ledger.accesses(core());
    assertTrue(seen > ACCESSES, () -> "sees " + seen + " accesses only");
  }
}
