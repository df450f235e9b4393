package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Labels.Label;
import dev.quell.internal.session.SessionStore;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a joint walk. An owner may exchange one selector's role for another's, and a session a label. So each
 * candidate is tested against all selectors, for one version of its owner's roles and of its labels. A session that is
 * used stops being idle. So it is counted at its first visit, for whatever it meets then.
 *
 * <p>A candidate by UUID or owner is one throughout the walk, so these come first. Any other session can meet only
 * selectors with the indexes of labels and roles. So passes over all their labels and roles come last. A pass may miss
 * a session that exchanges one for another; then there is another pass. If one selector needs a walk over everything,
 * that shows every session, and only operations and cursors are left to the labels. For one thread.
 */
final class JointOrder {
  /*
   * Invariants    JO-I1  a pass over labels and roles in which neither the moves of these labels nor the changes of
   *                      roles have counted has met every session that one or another of them led to throughout
   *                      (LI-I2, OW-I2). After some disturbed passes, a walk over everything does.
   * Tests         JO-I1  CarrierStress.LI_I2_ExchangeVsKillByBoth, CarrierStress.JO_I1_LabelForRoleVsKillByBoth,
   *                      JointOrderTest.shouldWalkEverythingAfterThreePassesThatWereDisturbed
   */

  /** After this many passes, each disturbed by a change, every session is asked. */
  private static final int PASSES = 3;

  private enum Stage {
    NAMED,
    LABELS,
    ROLES,
    END
  }

  private final SessionStore store;
  private final KillPlan plan;
  private final int selectors;
  private final boolean workToo;
  private final boolean all;
  private final Set<Label> labels;
  private final boolean byRole;

  private Stage stage = Stage.NAMED;
  private int number = -1;
  private Index index = Index.NONE;
  private @Nullable Label label;
  private Iterator<Label> labelsLeft;
  private int pass;
  private long before;

  /** @param workToo whether operations and cursors are looked for too */
  JointOrder(final SessionStore store, final KillPlan plan, final int selectors, final boolean workToo) {
    this.store = store;
    this.plan = plan;
    this.selectors = selectors;
    this.workToo = workToo;
    this.all = plan.has(Index.ALL);
    this.labels = plan.labels();
    this.labelsLeft = labels.iterator();
    this.byRole = plan.has(Index.ROLE);
  }

  /** The selector whose index is walked; or the number of all, in a step for all that have no UUID and no owner. */
  int number() {
    return number;
  }

  Index index() {
    return index;
  }

  /** The label whose carriers are walked, in a step by label. */
  @SuppressWarnings("NullAway") // in such a step
  Label label() {
    return label;
  }

  /** Whether a step by label shows sessions. */
  boolean sessionsToo() {
    return !all;
  }

  /** Whether a step by label shows operations and cursors: one pass is enough for these. */
  boolean workToo() {
    return workToo && pass == 0;
  }

  /** Whether a step by label may show a session that another step shows too. */
  boolean showsTwice() {
    return !labels.isEmpty() && !all;
  }

  /** Goes to the next step; false if there is none. */
  boolean next() {
    switch (stage) {
      case NAMED:
        return nextNamed() || startPass();
      case LABELS:
        return nextLabel() || nextRoles();
      case ROLES:
        return nextAfterPass();
      default:
        return false;
    }
  }

  private boolean nextNamed() {
    if (all) {
      number++;
      index = Index.ALL;
      return number == 0;
    }
    do {
      number++;
    } while (number < selectors && (plan.index(number) == Index.ROLE || plan.index(number) == Index.LABEL));
    index = number < selectors ? plan.index(number) : Index.NONE;
    return number < selectors;
  }

  private boolean startPass() {
    number = selectors;
    stage = Stage.LABELS;
    before = changes();
    labelsLeft = labels.iterator();
    return nextLabel() || nextRoles();
  }

  private boolean nextLabel() {
    if (!labelsLeft.hasNext() || all && !workToo) {
      return false;
    }
    label = labelsLeft.next();
    index = Index.LABEL;
    return true;
  }

  private boolean nextRoles() {
    stage = Stage.ROLES;
    if (!byRole || all) {
      return nextAfterPass();
    }
    index = Index.ROLE;
    return true;
  }

  private boolean nextAfterPass() {
    final boolean exchangeable = !labels.isEmpty() && labels.size() + (byRole ? 1 : 0) > 1;
    if (all || !exchangeable || changes() == before) { // JO-I1
      stage = Stage.END;
      return false;
    }
    if (++pass < PASSES) {
      return startPass();
    }
    stage = Stage.END;
    index = Index.ALL;
    return true;
  }

  /** Counts whatever may make a pass miss a session. */
  private long changes() {
    long sum = byRole ? store.owners.roleChanges() : 0; // JO-I1
    for (final Label one : labels) {
      sum += store.labels.moves(one); // JO-I1; counts only rise
    }
    return sum;
  }
}
