package dev.quell.internal.operation;

import dev.quell.Labels;
import dev.quell.internal.bag.Place;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.claim.Run;

/**
 * Says of which run a run is a child, where it is among the children of that, and what it has taken over from it. For
 * the user of the child.
 */
final class Lineage {
  private final Run parent;
  private final RefBag<Run.Victim> siblings;
  final boolean exempt;
  final Labels labels;
  private final Place place = new Place();
  private boolean joined;

  /**
   * @param exempt whether the parent's run is exempt, and so the child's
   * @param labels those of the parent, and so of the child
   */
  Lineage(final Run parent, final RefBag<Run.Victim> siblings, final boolean exempt, final Labels labels) {
    this.parent = parent;
    this.siblings = siblings;
    this.exempt = exempt;
    this.labels = labels;
  }

  Run parent() {
    return parent;
  }

  boolean isOf(final Run run) {
    return parent.is(run.words(), run.index(), run.ticket());
  }

  /** The child is among those that a kill of the parent claims, when this returns. */
  void join(final Run.Victim child) {
    siblings.add(child, place);
    joined = true;
  }

  /** The child has ended. */
  void leave() {
    if (joined) {
      siblings.remove(place);
    }
  }
}
