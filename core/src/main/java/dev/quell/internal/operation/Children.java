package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.OperationKilledException;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.waits.WaitList;
import org.jspecify.annotations.Nullable;

/**
 * Begins children: operations that a kill of their parent kills too. A run has its children on its wait list, since a
 * killer looks at that anyway; a run without children pays nothing.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
final class Children {
  /*
   * Invariants    CR-I1  a kill of the parent's run claims a child only in the run that was begun as the child: the
   *                      lineage is a field of that run (OS-I1), and names the parent's run.
   *               CR-I2  when a kill has made its claims, each child of a run that it has claimed is killed, if its
   *                      begin had returned; and if that returns later, the child is born killed. The parent's end does
   *                      not matter: the killer has the children of that run before it claims it.
   * Edges         CR-E1  begin setVolatile(entry), then the parent's word is read; kill CAS(parent's word), then the
   *                      entries are read: one sees the other
   *               CR-E2  begin CAS(waits), then CAS(WAITING) -> kill reads WAITING, then waits, then CAS(parent's
   *                      word): if the claim succeeds, the list is that of the run, and has its children for good
   * Tests         CR-I1  ChildStress.CR_I1_KillOfParentVsNextRunOfChild
   *               CR-I2  ChildStress.CR_I2_ChildVsKillOfParent, ChildStress.CR_I2_KillOfParentVsEndOfParent,
   *                      ChildStress.CR_I2_GrandchildVsKill, ChildrenLincheckTest.shouldDieWithTheRunOfTheirParent
   *               CR-E1  ChildStress.CR_I2_ChildVsKillOfParent
   *               CR-E2  ChildStress.CR_E2_FirstChildVsKillOfAwaitedParent, ChildStress.CR_E2_KillVsNextRunOfParent
   */

  private Children() {}

  /**
   * Begins the object as a child of this run, which was the parent's present one a moment ago. Linearizes at the read
   * of the parent's word that finds it killed or WAITING, or at the compare-and-set that makes it WAITING.
   */
  static void begin(final Run run, final OperationLifecycle child, final @Nullable Object description) {
    final OperationState parent = OperationState.of(run);
    final WaitList list = RunWaits.listOf(run); // CR-E2
    final long session = parent.sessionOf(run);
    final long word = run.wordAcquire(); // acquire: EXEMPT does not change during a run
    if (!run.owns(word)) {
      throw over();
    }
    final Lineage lineage =
        new Lineage(run, list.dependants().children, (word & KillWord.EXEMPT) != 0, parent.labelsOf(run));
    child.beginChild(session, description, lineage);
    final boolean adopted;
    try {
      lineage.join(child); // CR-E1
      adopted = adopt(parent.claims, run, child);
    } catch (final Throwable e) { // out of memory: else nobody could end it
      child.end();
      throw e;
    }
    if (!adopted) {
      abandon(child);
    }
  }

  /** Sees to it that a kill of the parent finds the child, or kills it now. False if the parent's run is over. */
  private static boolean adopt(final Claims claims, final Run parent, final OperationLifecycle child) {
    while (true) {
      final long word = KillWords.getVolatile(parent.words(), parent.index()); // CR-E1
      if (!parent.owns(word)) {
        return false;
      }
      if (KillWord.isKilled(word)) {
        if (killAtBirth(claims, parent, word, child)) {
          return true;
        }
      } else if (KillWord.isAwaited(word)
          || KillWords.markWaiting(parent.words(), parent.index(), word)) { // CR-E2
        return true;
      }
    }
  }

  /** Kills the child of a killed parent, unless its killer has found it; false if the word has changed. */
  @SuppressWarnings("NullAway") // KL-I1: a word that is still there names a record
  private static boolean killAtBirth(
      final Claims claims, final Run parent, final long word, final OperationLifecycle child) {
    final KillRecord record = claims.ledger.get(KillWord.cause(word));
    if (parent.wordAcquire() != word) { // KL-I1: else the number may be another kill's by now
      return false;
    }
    final Run born = child.present();
    if (born != null) {
      ClaimBatch.killAs(claims, born, record); // CR-I2
    }
    return true;
  }

  /** Ends a child whose parent has ended during its begin. */
  private static void abandon(final OperationLifecycle child) {
    child.end();
    final KillCause cause = child.cause();
    if (cause != null) {
      throw new OperationKilledException(cause); // counted just before it ended
    }
    throw over();
  }

  private static IllegalStateException over() {
    return new IllegalStateException("operation is not running");
  }
}
