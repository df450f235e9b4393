package dev.quell.stress.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.stress.Cli;
import dev.quell.stress.Typed;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be typed behind {@link Mutants}. */
class MutantsCommandTest {
  private static final Mutant FIRST = MutantTable.all().get(0);

  private static void assertRefused(final String says, final String... args) {
    Typed.assertRefused(says, new MutantsCommand(), args);
  }

  private static List<String> listed(final String... args) {
    final StringWriter out = new StringWriter();
    assertEquals(0, Cli.of(new MutantsCommand()).setOut(new PrintWriter(out)).execute(args));
    return out.toString().lines().toList();
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertRefused("Unknown option: '--nonsense'", "--nonsense");
    assertRefused("no mutant has a name like 'xyz'", "xyz");
    assertRefused("no mutant has a name like 'xyz'", FIRST.name(), "xyz");
    assertRefused("no mutant has a name like 'xyz'", "--list", "xyz");
  }

  @Test
  void shouldRefuseTestsThatAreNotThere() {
    assertRefused("Missing required parameter for option '--against' (TEST)", "--against");
    final String how = ": one is written as KillStress.K1_KillVsBegin, or as dev.quell.CursorTest#shouldX";
    for (final String test : List.of("KillStress.Nope", "Nope", "dev.quell.Nope#should", "dev.quell.CursorTest#nope")) {
      assertRefused("there is no test '" + test + "'" + how, "--against", test);
      assertRefused("there is no test '" + test + "'" + how, "--against", FIRST.tests().get(0) + "," + test);
    }
  }

  @Test
  void shouldRefuseWhatWouldTestNothing() {
    for (final String millis : List.of("0", "-1", "abc")) {
      assertRefused(
          "Invalid value for option '--millis': '" + millis + "' is not a number from 1 to 1000000000", "--millis",
          millis);
    }
  }

  @Test
  void shouldHelp() {
    Typed.assertHelps(new MutantsCommand(), "--against=TEST");
  }

  @Test
  void shouldListThoseThatAreNamed() {
    assertEquals(MutantTable.all().size() + 1, listed("--list").size());
    assertEquals(
        List.of(FIRST.name() + ": " + FIRST.says(), "1 mutants of [" + FIRST.guarantee() + "], 0 of which survive for a reason"),
        listed("--list", FIRST.name()));
    assertTrue(listed("--list", "--quick").size() < listed("--list").size());
  }
}
