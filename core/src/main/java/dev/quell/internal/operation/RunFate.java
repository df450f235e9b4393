package dev.quell.internal.operation;

import dev.quell.internal.claim.KillRecord;

/** The run that is to be closed, if it keeps itself how it was killed. For the object that runs it, or has run it. */
interface RunFate {
  /** Whether the run with this ticket is this one. */
  boolean has(long ticket);

  /** Notes how the run was killed. For a closing thread, before it makes the word idle. */
  void note(KillRecord kill);
}
