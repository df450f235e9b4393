package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.OperationRef;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.KillWord;

/** One run as the host may keep it. The run's ticket never comes back, so this never reaches another run (K3). */
public record RunRef(Claims claims, Run run) implements OperationRef {
  @Override
  public boolean kill(final int code, final String reason, final String by) {
    new KillCause(code, reason, by, 0); // refuses what no kill may say
    return ClaimBatch.kill(claims, run, code, reason, by);
  }

  @Override
  public boolean isRunning() {
    return run.owns(run.wordAcquire()); // acquire: a hint
  }

  @Override
  public boolean isKilled() {
    final long word = run.wordAcquire(); // acquire: a hint
    return run.owns(word) && KillWord.isKilled(word);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof RunRef ref
        && ref.run.operation() == run.operation()
        && ref.run.is(run.words(), run.index(), run.ticket());
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(run.words()) + 31 * run.index() + Long.hashCode(run.ticket());
  }

  @Override
  public String toString() {
    return "OperationRef[" + (isKilled() ? "killed" : isRunning() ? "running" : "over") + "]";
  }
}
