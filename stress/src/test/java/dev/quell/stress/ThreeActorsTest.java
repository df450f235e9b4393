package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ThreeActorsTest {

  @Test
  void shouldRefuseWhatWouldTestNothing() {
    final CommandLine silent = new CommandLine(new ThreeActorsCommand()).setErr(new PrintWriter(Writer.nullWriter()));
    assertEquals(2, silent.execute("--millis", "0"));
    assertEquals(2, silent.execute("Nope", "--millis", "1"));
  }

  /** However short: what was not tried at all has not failed. */
  @Test
  void shouldTrySomethingInAnyTime() throws ReflectiveOperationException {
    assertTrue(ThreeActors.runAll(ThreeActors.tests("").subList(0, 1), Long.MAX_VALUE, 0));
  }
}
