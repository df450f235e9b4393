package dev.quell.stress.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What may be typed behind {@link Mutants}. */
class MutantsCommandTest {
  private static final Mutant FIRST = MutantTable.all().get(0);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int typed(final String... args) {
    return new CommandLine(new MutantsCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private void assertRefused(final String says, final String... args) {
    assertEquals(2, typed(args));
    assertTrue(err.toString().contains(says), err::toString);
    assertEquals("", out.toString());
  }

  private List<String> listed(final String... args) {
    out.getBuffer().setLength(0);
    assertEquals(0, typed(args));
    return out.toString().lines().toList();
  }

  @Test
  void shouldRefuseNamesThatAreNotThere() {
    assertRefused("no mutant has a name like 'xyz'", FIRST.name(), "xyz");
    assertRefused("no mutant has a name like 'xyz'", "--list", "xyz");
  }

  @Test
  void shouldRefuseTestsThatAreNotThere() {
    for (final String test : List.of("KillStress.Nope", "Nope", "dev.quell.Nope#should", "dev.quell.CursorTest#nope")) {
      assertRefused("there is no test '" + test + "'", "--against", FIRST.tests().get(0) + "," + test);
    }
  }

  @Test
  void shouldRefuseWhatWouldTestNothing() {
    assertRefused("'0' is not a number from 1 to 1000000000", "--millis", "0");
  }

  @Test
  void shouldListThoseThatAreNamed() {
    assertEquals(MutantTable.all().size() + 1, listed("--list").size());
    assertEquals(
        List.of(FIRST.name() + ": " + FIRST.says(),
            "1 mutants of [" + FIRST.guarantee() + "], 0 of which survive for a reason"),
        listed("--list", FIRST.name()));
    assertTrue(listed("--list", "--quick").size() < MutantTable.all().size());
  }
}
