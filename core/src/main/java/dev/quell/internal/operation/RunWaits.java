package dev.quell.internal.operation;

import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.waits.WaitList;

/** Joins and leaves the wait list of an operation's present run. Only a kill of that run tells the waiter (K9). */
final class RunWaits {
  private RunWaits() {}

  /**
   * Joins the wait list of a run that was the present one a moment ago; tells the waiter at once if the run is killed
   * already. For any thread: the run may end at any time, and its word may be used for another.
   */
  static void join(final Run run, final WaitList.Waiter waiter) {
    final Claims claims = OperationState.of(run).claims;
    final WaitList list = listOf(run);
    if (!list.join(waiter)) {
      if (!list.isFired()) {
        throw new IllegalStateException("operation is not running"); // it ended meanwhile
      }
      list.tellLate(waiter, claims::reportLater);
      return;
    }
    while (true) {
      final long word = run.wordAcquire(); // WL-E1: after the join
      if (!run.owns(word)) {
        if (list.leave(waiter)) { // else the end of the run has fired or closed the list with the waiter on it
          throw new IllegalStateException("operation is not running"); // it ended meanwhile
        }
        return;
      }
      if (KillWord.isKilled(word)) {
        if (firedIfStill(claims, run, word, list)) { // the killer may not have seen WAITING
          return;
        }
      } else if (KillWord.isAwaited(word)
          || KillWords.markWaiting(run.words(), run.index(), word)) { // WL-E2
        return;
      }
    }
  }

  /** Fires the list; false, and nothing done, if the word has changed: the run has ended, or the word got a flag. */
  @SuppressWarnings("NullAway") // KL-I1: a word that is still there names a record
  private static boolean firedIfStill(
      final Claims claims, final Run run, final long word, final WaitList list) {
    final KillRecord record = claims.ledger.get(KillWord.cause(word));
    // KL-I1: else the run may have ended, and the number be another kill's
    if (run.wordAcquire() != word) {
      return false;
    }
    list.fireForKiller(record, claims::reportLater);
    return true;
  }

  static void leave(final Run run, final WaitList.Waiter waiter) {
    final WaitList list = OperationState.of(run).waits();
    if (list != null) {
      list.leave(waiter);
    }
  }

  /** The wait list of a run that was the present one a moment ago, made now if it has none. */
  static WaitList listOf(final Run run) {
    final OperationState operation = OperationState.of(run);
    while (true) {
      final WaitList seen = operation.waits();
      if (seen != null && seen.belongsTo(run.words(), run.index(), run.ticket())) {
        return seen;
      }
      // WL-I2: the word is read after the list, so the list replaced below is not a later run's
      if (!run.owns(run.wordAcquire())) {
        throw new IllegalStateException("operation is not running"); // it ended meanwhile
      }
      final WaitList fresh = new WaitList(run);
      if (operation.casWaits(seen, fresh)) { // WL-E2
        return fresh;
      }
    }
  }
}
