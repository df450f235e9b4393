package dev.quell.internal.claim;

import dev.quell.internal.services.HostTasks;
import dev.quell.internal.services.Services;

/** What the kills of one core share. */
public final class Claims {
  public final Services services;
  public final KillLedger ledger = new KillLedger();
  /** Calls what the host registered where no killing thread can: for the agent, and for those that end operations. */
  public final HostTasks calls;

  /** @param calls runs code of the host on threads of its own */
  public Claims(final Services services, final HostTasks calls) {
    this.services = services;
    this.calls = calls;
  }

  /** Passes what went wrong to the host, whose handler must not delay a kill, on a thread of the core's own. */
  public void reportLater(final Throwable error) {
    calls.later(() -> services.report(error));
  }
}
