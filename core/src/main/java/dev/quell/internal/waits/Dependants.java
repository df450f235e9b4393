package dev.quell.internal.waits;

import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.Run;

/** What depends on one run of an operation object, besides those that wait for its kill. Made when first needed. */
public final class Dependants {
  /** What the end of the run must see to. */
  @FunctionalInterface
  public interface Ending {
    /** The run has ended. Called by the thread that ended it; must not block. */
    void ended();
  }

  /** What the end of the run, killed or not, sees to. */
  public final RefBag<Ending> endings = new RefBag<>();
  /** The operations that a kill of the run kills too. */
  public final RefBag<Run.Victim> children = new RefBag<>();

  /** The run has ended. */
  void end() {
    endings.forEach(
        ending -> {
          ending.ended();
          return true;
        });
  }
}
