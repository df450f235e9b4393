package dev.quell.stress.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What a kill owes (K1): runs whose begin had returned before it was called, and cursors that were open by then. At its
 * return those that still go on must be dead, if their session was open and matched all the while.
 */
final class Owed {
  private final Books books;
  private final KillBook kill;
  private final List<Integer> runSlots = new ArrayList<>();
  private final List<RunBook> runs = new ArrayList<>();
  private final List<CursorBook> cursors = new ArrayList<>();

  private Owed(final Books books, final KillBook kill) {
    this.books = books;
    this.kill = kill;
  }

  /** Notes what there is and was not killed before, after the kill's moment was drawn and before it is called. */
  static Owed to(final Books books, final KillBook kill) {
    final Owed owed = new Owed(books, kill);
    for (int slot = 0; slot < books.running.length(); slot++) {
      final RunBook run = books.running.get(slot);
      if (run != null && isOwed(kill, run) && !run.operation.isKilled()) {
        owed.runSlots.add(slot);
        owed.runs.add(run);
      }
    }
    for (int slot = 0; slot < books.open.length(); slot++) {
      final CursorBook cursor = books.open.get(slot);
      if (cursor != null && kill.narrow.cursors() && (cursor.session != null || kill.match.mustAlone(cursor.labels))
          && cursor.openReturned < kill.cutCalled && cursor.cursor.isOpen()) {
        owed.cursors.add(cursor);
      }
    }
    return owed;
  }

  private static boolean isOwed(final KillBook kill, final RunBook run) {
    return kill.narrow.operations() && kill.narrow.runningForMillis() == 0 && !run.exempt
        && run.beginReturned < kill.cutCalled && (run.session != null || kill.match.mustAlone(run.labels));
  }

  /** Right after the kill has returned. */
  void check(final long now) {
    for (int i = 0; i < runs.size(); i++) {
      check(runSlots.get(i), runs.get(i), now);
    }
    for (final CursorBook cursor : cursors) {
      final boolean alone = kill.match.mustAlone(cursor.labels);
      if (alone || kill.match.mustWork(cursor.name, cursor.labels, kill.called, now)) {
        books.counts.completeCursors.increment();
        // in this order: an ended session takes its cursors along
        if (cursor.cursor.isOpen() && (alone || cursor.session.isOpen())) {
          books.violations.add("K1", cursor + " outlived " + kill);
        }
      }
    }
  }

  private void check(final int slot, final RunBook run, final long now) {
    final boolean alone = kill.match.mustAlone(run.labels);
    final boolean must = alone || kill.match.mustWork(run.name, run.labels, kill.called, now);
    if (books.running.get(slot) != run || !must) {
      return;
    }
    final boolean killed = run.operation.isKilled();
    // after that: a session that is open now was open during the kill
    final boolean open = alone || run.session.isOpen();
    if (books.running.get(slot) != run) {
      return; // it has ended meanwhile, so the answer may be that of another run
    }
    books.counts.complete.increment();
    if (run.name != null && run.name.owner().isChanging() || kill.match.asksForRoles()) {
      books.counts.completeByRole.increment();
    }
    if (kill.match.asksForLabels()) {
      books.counts.completeByLabel.increment();
    }
    if (run.isChild()) {
      books.counts.completeChildren.increment();
    }
    if (!killed && open) {
      books.violations.add("K1", run + " outlived " + kill);
    }
  }
}
