package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.internal.claim.Run;
import org.jspecify.annotations.Nullable;

/** An operation as those see it that wait for its kill, or have it as their current one: which run is present. */
public sealed interface PresentRun extends Operation permits HostOperation {
  /** The object that has the state of the present run; if there is none, of the last one. */
  OperationLifecycle state();

  /** The present run; null if none runs. */
  @Nullable
  Run present();

  /** The cause of the kill of the present run, or else of the last one; or null. */
  @Nullable
  KillCause cause();

  /** The present run, for a method that needs one. */
  default Run requirePresent() {
    final Run run = present();
    if (run == null) {
      throw new IllegalStateException("operation is not running");
    }
    return run;
  }
}
