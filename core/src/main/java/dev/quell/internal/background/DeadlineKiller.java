package dev.quell.internal.background;

import dev.quell.KillCode;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.deadline.Expiry;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Kills the operations whose deadline has passed: one kill for all that one turn finds. For one thread. */
final class DeadlineKiller implements Expiry<OperationState> {
  private final Operations operations;
  private final List<Run> found = new ArrayList<>(GROUP);
  private final Consumer<Run> finder = found::add; // made once
  private @Nullable ClaimBatch batch; // made when first needed

  DeadlineKiller(final Operations operations) {
    this.operations = operations;
  }

  /** Kills what is due. Returns how many operations were killed, and more than none if there is more to be done. */
  int run(final long nowNanos) {
    final boolean more = operations.deadlines.turn(nowNanos, this);
    if (batch == null) {
      return more ? 1 : 0;
    }
    final ClaimBatch mine = batch;
    batch = null; // first: if the process runs out of memory now, it is not finished again
    return Math.max(more ? 1 : 0, (int) mine.finishForAgent());
  }

  @Override
  public void offer(final OperationState operation, final long nowNanos) {
    operation.offerIfOverdue(nowNanos, finder);
  }

  @Override
  public void settle() {
    try {
      found.forEach(this::kill);
    } finally {
      found.clear(); // also if the process has run out of memory: the wheel offers them again
    }
  }

  private void kill(final Run run) {
    if (batch == null) {
      batch = new ClaimBatch(operations.claims, KillCode.MAX_TIME_MS_EXPIRED, "", "");
    }
    batch.claim(run);
  }
}
