package dev.quell.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What may be typed behind {@link Soak} and {@link Freezer}. */
class OptionsTest {

  /** What is refused must not begin. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "abc", "", "1.5", "9223372036854775807"})
  void shouldRefuseWhatWouldTestNothing(final String seconds) {
    assertEquals(2, silent(new SoakCommand()).execute("--seconds", seconds));
    assertEquals(2, silent(new FreezerCommand()).execute("--seconds", seconds));
  }

  private static CommandLine silent(final Object command) {
    return new CommandLine(command).setErr(new PrintWriter(Writer.nullWriter()));
  }

  @Test
  void shouldTakeWhatIsSaid() {
    final Options options = CommandLine.populateCommand(new Options(), "--seed", "-7", "--seconds", "1800");
    assertEquals(-7, options.seed());
    assertEquals(Duration.ofMinutes(30), options.duration());
  }
}
