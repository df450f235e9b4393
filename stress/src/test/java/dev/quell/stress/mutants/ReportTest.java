package dev.quell.stress.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.stress.mutants.Trial.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.Status;

/** What counts as caught, and what the run of the mutants comes to. */
class ReportTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Report report(final boolean allTests) {
    return new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), System.err, allTests);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Mutant mutant(final String survives, final Finding expects) {
    return new Mutant("K1-x", "says", List.of("One", "Two"), List.of(), survives, false, expects);
  }

  private static Verdict verdict(final String test, final Finding finding) {
    return new Verdict(test, finding, 10, finding == Finding.NOTHING ? 0 : 1, "");
  }

  private boolean passes(final Mutant mutant, final boolean allTests, final Verdict... verdicts) {
    final Report report = report(allTests);
    report.add(mutant, List.of(verdicts));
    return report.finish();
  }

  @Test
  void shouldCountWhatATestForbids() {
    assertTrue(passes(mutant(null, null), false, verdict("One", Finding.NOTHING), verdict("Two", Finding.FORBIDDEN)));
    assertTrue(text().contains("| K1-x | says | Two | 10 | 1 |"), text());
    assertTrue(text().contains("1 caught {K1=1}, 0 survive for the reason given, 0 survived"), text());
  }

  @Test
  void shouldNotCountAnExceptionThatNobodyExpects() {
    assertFalse(passes(mutant(null, null), false, verdict("One", Finding.EXCEPTION), verdict("Two", Finding.NOTHING)));
    assertTrue(text().contains("**not caught**, noticed only by One by exception"), text());
    final String sum = "\n0 caught, 0 survive for the reason given, 1 not caught but noticed, 0 survived";
    assertTrue(text().contains(sum), text());
    assertTrue(text().contains("a hang that the row does not expect: [K1-x]"), text());
    assertFalse(text().contains("Survivors"), text());
  }

  @Test
  void shouldNotCountAHangThatNobodyExpects() {
    assertFalse(passes(mutant(null, Finding.EXCEPTION), false, verdict("One", Finding.HANGING)));
    assertTrue(text().contains("noticed only by One by hanging"), text());
  }

  @Test
  void shouldMarkWhatIsExpectedToHang() {
    assertTrue(passes(mutant(null, Finding.HANGING), false, verdict("One", Finding.HANGING)));
    assertTrue(text().contains("| One by hanging |"), text());
    assertTrue(text().contains("1 caught {K1=1}, 1 of them by hanging,"), text());
  }

  @Test
  void shouldPreferTheTestThatForbids() {
    assertTrue(passes(mutant(null, null), false, verdict("One", Finding.EXCEPTION), verdict("Two", Finding.FORBIDDEN)));
    assertTrue(text().contains("| Two |"), text());
  }

  @Test
  void shouldFailOnASurvivor() {
    assertFalse(passes(mutant(null, null), false, verdict("One", Finding.NOTHING)));
    assertTrue(text().contains("\n0 caught, 0 survive for the reason given, 1 survived"), text());
  }

  @Test
  void shouldPassOverASurvivorWithAReason() {
    assertTrue(passes(mutant("because", null), false, verdict("One", Finding.NOTHING)));
    assertTrue(text().contains("survives: because"), text());
  }

  @Test
  void shouldFailOnAReasonThatIsFalse() {
    for (final Finding finding : List.of(Finding.FORBIDDEN, Finding.EXCEPTION, Finding.HANGING)) {
      bytes.reset();
      assertFalse(passes(mutant("because", null), false, verdict("One", finding)));
      assertTrue(text().contains("Caught, though the table says why that cannot be: [K1-x]"), text());
    }
  }

  @Test
  void shouldFailOnATestThatIsNamedInVain() {
    assertFalse(passes(mutant(null, null), true, verdict("One", Finding.FORBIDDEN), verdict("Two", Finding.NOTHING)));
    assertTrue(text().contains("Tests that did not catch the mutant whose row names them: [K1-x: Two]"), text());
  }

  @Test
  void shouldNotAskOfASurvivorThatItsTestsCatchIt() {
    assertTrue(passes(mutant("because", null), true, verdict("One", Finding.NOTHING)));
  }

  @Test
  void shouldSayOnStandardErrorWhatALongRunDoesFirst() {
    final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    final Report report =
        new Report(new PrintStream(bytes), new PrintStream(errors, true, StandardCharsets.UTF_8), false);
    report.progress(3, 500);
    report.progress(mutant(null, null), 1, 3);
    assertEquals("", errors.toString(StandardCharsets.UTF_8));
    report.progress(300, 500);
    assertEquals("0 s  the core as it is: 300 tests", errors.toString(StandardCharsets.UTF_8).strip());
    assertEquals("", text());
  }

  // ---- how a verdict comes about

  @Test
  void shouldTellATimeoutFromAnException() {
    assertEquals(Finding.HANGING, StressTrial.findingOf(Status.TIMEOUT_ERROR));
    assertEquals(Finding.EXCEPTION, StressTrial.findingOf(Status.TEST_ERROR));
    assertEquals(Finding.EXCEPTION, StressTrial.findingOf(Status.CHECK_TEST_ERROR));
  }

  @Test
  void shouldTellAnAssertionFromAnException() {
    assertEquals(Finding.NOTHING, JUnitTrial.findingOf(null));
    assertEquals(Finding.FORBIDDEN, JUnitTrial.findingOf(new AssertionError()));
    assertEquals(Finding.EXCEPTION, JUnitTrial.findingOf(new NullPointerException()));
    assertEquals(Finding.HANGING, JUnitTrial.findingOf(new TimeoutException()));
  }

  @Test
  void shouldReadWhatItPrints() {
    final Verdict verdict = new Verdict("AStress.One", Finding.HANGING, 3, 1, "no end within 5 s");
    assertEquals(verdict, Verdict.parse(verdict.toLine()));
  }
}
