package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.OperationInfo;

/** An operation object, as those see it that kill or list its runs. */
public interface Victim {
  /** Wakes whoever waits for the kill of this run. For the killer that saw WAITING. */
  void wake(Run run, KillCause cause);

  /** A description of the run, or null if it is not this object's run, or no longer. */
  OperationInfo describe(Run run);

  /** The thread the host said works on the present run, or null. */
  Thread worker();

  /** Whether the present run has polled since it was killed. */
  boolean hasSeenKill();
}
