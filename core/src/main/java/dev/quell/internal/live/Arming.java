package dev.quell.internal.live;

import dev.quell.KillCause;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Words;

/**
 * Joins and leaves the wait list of an operation's present run, so that a kill of just that run calls the waiter (K9).
 */
final class Arming {
  private Arming() {}

  /**
   * Joins the wait list of the present run, or has the waiter called at once if that is killed already. Any thread may;
   * the run may end at any time, and its word be used for another.
   */
  static void arm(final Run operation, final WaitList.Waiter waiter) {
    final OperationEntry run = operation.present();
    if (run == null) {
      throw new IllegalStateException("operation is not running");
    }
    arm(operation, run, waiter);
  }

  /** {@link #arm(Run, WaitList.Waiter)} for a run that was the present one a moment ago. */
  static void arm(final Run operation, final OperationEntry run, final WaitList.Waiter waiter) {
    final WaitList list = listOf(operation, run);
    if (!list.join(waiter)) {
      final KillCause cause = list.cause();
      if (cause == null) {
        throw new IllegalStateException("operation is not running"); // it ended meanwhile
      }
      list.call(waiter, operation.context()::report);
      return;
    }
    while (true) {
      final long word = Words.getAcquire(run.words(), run.index()); // WaitList E1: after the join
      if (!OperationWord.belongsTo(word, run.ticket())) {
        if (list.leave(waiter)) { // else the close has fired the list, and with it the waiter
          throw new IllegalStateException("operation is not running"); // it ended meanwhile
        }
        return;
      }
      if (OperationWord.isKilled(word)) {
        if (firedIfStill(operation.context(), run, word, list)) { // the killer may not have seen WAITING
          return;
        }
      } else if ((word & OperationWord.WAITING) != 0
          || Words.cas(run.words(), run.index(), word, word | OperationWord.WAITING)) { // OwnedRun E3
        return;
      }
    }
  }

  /** False, and nothing done, if the word has changed: the run has ended, or is killed still and its session has ended. */
  private static boolean firedIfStill(
      final LiveContext context, final OperationEntry run, final long word, final WaitList list) {
    final KillRecord record = context.ledger.get(OperationWord.cause(word));
    // KillLedger I1: else it ended, and the number may be another kill's
    if (Words.getAcquire(run.words(), run.index()) != word) {
      return false;
    }
    list.fire(record.cause(), context::report);
    return true;
  }

  static void disarm(final Run operation, final WaitList.Waiter waiter) {
    final WaitList list = operation.waits();
    if (list != null) {
      list.leave(waiter);
    }
  }

  private static WaitList listOf(final Run operation, final OperationEntry run) {
    while (true) {
      final WaitList seen = operation.waits();
      if (seen != null && seen.belongsTo(run.words(), run.index(), run.ticket())) {
        return seen;
      }
      // OwnedRun I2: looked at after the list, so the one that is replaced below is not a later run's
      if (!OperationWord.belongsTo(Words.getAcquire(run.words(), run.index()), run.ticket())) {
        throw new IllegalStateException("operation is not running"); // it ended meanwhile
      }
      final WaitList fresh = new WaitList(run.words(), run.index(), run.ticket());
      if (operation.casWaits(seen, fresh)) { // OwnedRun E3
        return fresh;
      }
    }
  }
}
