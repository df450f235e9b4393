package dev.quell.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command line as typed, without a process of its own. */
public final class Typed {
  private Typed() {}

  /** It must say so, in its first line of errors, and how the command is used; and it must do nothing. */
  public static void assertRefused(final String says, final Object command, final String... args) {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    assertEquals(2, line(command, out, err).execute(args), err::toString);
    assertEquals(says, err.toString().lines().findFirst().orElse(""));
    assertTrue(err.toString().contains("Usage: "), err::toString);
    assertEquals("", out.toString());
  }

  /** It must show how it is used. */
  public static void assertHelps(final Object command, final String option) {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    assertEquals(0, line(command, out, err).execute("--help"), err::toString);
    assertTrue(out.toString().contains(option), out::toString);
    assertEquals("", err.toString());
  }

  private static CommandLine line(final Object command, final StringWriter out, final StringWriter err) {
    return Cli.of(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  }
}
