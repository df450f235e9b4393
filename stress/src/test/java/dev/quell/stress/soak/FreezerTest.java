package dev.quell.stress.soak;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Threads frozen at arbitrary lines of the core, for some seconds; and a core behind a lock, which must be found out.
 */
class FreezerTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Freezer freezer(final Duration duration) {
    return new Freezer(3, duration, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @Test
  void shouldGoOnWhileOthersAreFrozen() throws Exception {
    final Freezer freezer = freezer(Duration.ofSeconds(4));
    assertTrue(freezer.run("3", "sound") && freezer.freezes() > 0, printed::toString);
    final String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("  |   operations"), text);
    assertTrue(text.contains("  | violations: 0"), text);
    assertFalse(text.contains("0 threads frozen") || text.contains("MiB"), text); // the other process cannot tell
  }

  @Test
  void shouldNotPassIfNobodyWasFrozen() throws Exception {
    assertFalse(freezer(Duration.ZERO).run("3", "sound"), printed::toString);
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("nobody was frozen"), printed::toString);
  }

  @Test
  void shouldFindThatAFrozenThreadHoldsUpOthers() throws Exception {
    assertFalse(freezer(Duration.ofSeconds(60)).run("3", "locked"), printed::toString);
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("VIOLATION K5: while others"), printed::toString);
  }
}
