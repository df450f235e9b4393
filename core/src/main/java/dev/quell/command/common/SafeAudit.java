package dev.quell.command.common;

import dev.quell.command.KillAudit;

/** An audit whose failures are logged and stop nothing. */
public record SafeAudit(KillAudit audit) implements KillAudit {
  private static final System.Logger LOG = System.getLogger("dev.quell");

  @Override
  public void record(final Entry entry) {
    try {
      audit.record(entry);
    } catch (final RuntimeException e) { // the host's code: the kill is done, whatever it does
      LOG.log(System.Logger.Level.WARNING, "the audit of a kill failed", e);
    }
  }
}
