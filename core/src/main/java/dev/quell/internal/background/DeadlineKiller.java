package dev.quell.internal.background;

import dev.quell.KillCode;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Kills the operations whose deadline has passed: one kill for all that one pass finds. For one thread. */
final class DeadlineKiller {
  private final Operations operations;
  private final Consumer<Run> killer = this::kill; // made once: every deadline is shown it in every pass
  private long now;
  private @Nullable ClaimBatch batch; // made when first needed

  DeadlineKiller(final Operations operations) {
    this.operations = operations;
  }

  /** Checks every deadline. Returns how many operations were killed. */
  int run(final long nowMillis) {
    now = nowMillis;
    operations.deadlines.forEach(this::offer);
    if (batch == null) {
      return 0;
    }
    final long killed = batch.finishForAgent();
    batch = null;
    return (int) killed;
  }

  private boolean offer(final OperationState operation) {
    operation.offerIfOverdue(now, killer);
    return true;
  }

  private void kill(final Run run) {
    if (batch == null) {
      batch = new ClaimBatch(operations.claims, KillCode.MAX_TIME_MS_EXPIRED, "", "");
    }
    batch.claim(run);
  }
}
