package dev.quell.server.dispatch;

/**
 * Ends a command on a reserved thread that has had its moment: it begins again in {@link Lane#LONG_LISTING}. No client
 * sees it. An error, so that nobody on the way takes it for a refusal.
 */
public final class Moved extends Error {
  private static final long serialVersionUID = 1L;

  Moved() {
    super("the command goes on where it has time", null, false, false);
  }
}
