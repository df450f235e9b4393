package dev.quell.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.stress.Cli;
import dev.quell.stress.Typed;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/** What may be typed behind {@link Soak} and {@link Freezer}. */
class OptionsTest {

  static Stream<Named<Supplier<Object>>> commands() {
    return Stream.of(Named.of("Soak", SoakCommand::new), Named.of("Freezer", FreezerCommand::new));
  }

  /** An hour or none: what is refused must not begin. */
  @ParameterizedTest
  @MethodSource("commands")
  void shouldRefuseWhatWouldTestNothing(final Supplier<Object> command) {
    for (final String seconds : new String[] {"0", "-5", "abc", "", "1.5", "9223372036854775807"}) {
      Typed.assertRefused(
          "Invalid value for option '--seconds': '" + seconds + "' is not a number from 1 to 1000000000",
          command.get(), "--seconds", seconds);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldRefuseWhatItDoesNotKnow(final Supplier<Object> command) {
    Typed.assertRefused("Unknown option: '--nonsense'", command.get(), "--nonsense");
    Typed.assertRefused("Unknown option: '--second'", command.get(), "--second");
    Typed.assertRefused("Unmatched argument at index 0: '60'", command.get(), "60");
    Typed.assertRefused("Missing required parameter for option '--seconds' (N)", command.get(), "--seconds");
    Typed.assertRefused(
        "Invalid value for option '--seed': 'x' is not a long", command.get(), "--seed", "x", "--seconds", "3600");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldHelp(final Supplier<Object> command) {
    Typed.assertHelps(command.get(), "--seconds=N");
  }

  @Command
  private static final class Nothing implements Runnable {
    @picocli.CommandLine.Mixin private Options options;

    @Override
    public void run() {}
  }

  @Test
  void shouldTakeWhatIsSaid() {
    final Nothing command = new Nothing();
    assertEquals(0, Cli.of(command).execute("--seed", "-7", "--seconds", "1800"));
    assertEquals(-7, command.options.seed());
    assertEquals(Duration.ofMinutes(30), command.options.duration());
  }
}
