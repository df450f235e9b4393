package dev.quell.command.common;

import dev.quell.command.KillAudit;
import java.util.function.Consumer;

/**
 * An audit whose failures stop nothing.
 *
 * @param audit the host's
 * @param errors told of them
 */
public record SafeAudit(KillAudit audit, Consumer<Throwable> errors) implements KillAudit {
  @Override
  public void record(final Entry entry) {
    try {
      audit.record(entry);
    } catch (final RuntimeException e) { // the host's code: the kill is done, whatever it does
      errors.accept(e);
    }
  }
}
