package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes what is logged until it is closed: what a test makes fail is looked at by it, and is not in the log of the
 * build.
 */
public final class LoggedErrors implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  /** Begins to take it. */
  public LoggedErrors() {
    System.setErr(new PrintStream(taken, true, StandardCharsets.UTF_8));
  }

  /** Something with this text must have been logged. */
  public void assertContain(final String text) {
    final String log = taken.toString(StandardCharsets.UTF_8);
    assertTrue(log.contains(text), log);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
