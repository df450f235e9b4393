package dev.quell.internal.claim;

import dev.quell.internal.services.Apart;
import dev.quell.internal.services.HostTasks;
import dev.quell.internal.services.Services;
import org.jspecify.annotations.Nullable;

/** What the kills of one core share. */
public final class Claims extends Apart {
  public final Services services;
  public final KillLedger ledger = new KillLedger();
  /** Calls what the host registered where no killing thread can: for the agent, and for those that end operations. */
  public final HostTasks calls;
  private @Nullable KillReporter reporter; // set before the core is used
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /** @param calls runs code of the host on threads of its own */
  public Claims(final Services services, final HostTasks calls) {
    this.services = services;
    this.calls = calls;
  }

  /** Passes what went wrong to the host, whose handler must not delay a kill, on a thread of the core's own. */
  public void reportLater(final Throwable error) {
    calls.later(() -> services.report(error));
  }

  /** Sets who reports the kills that have no pattern. Once, before the core is used. */
  public void reportTo(final KillReporter newReporter) {
    reporter = newReporter;
  }

  /** Who is to be told of a kill; null if nobody would hear of it. */
  public @Nullable KillReporter hearing() {
    return reporter != null && reporter.isHeard() ? reporter : null;
  }
}
