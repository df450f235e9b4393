package dev.quell.cluster.simulation;

import dev.quell.KillRequest;
import java.util.List;

/**
 * C3: nothing that began after a kill returned is hit. A kill that is carried out by a cut-off of the present must do
 * so before it returns, whether or not anything has begun since. A late one must cut off before its call: nothing that
 * is known of the past tells when it returned. One for a gap, before the last call that was missed.
 */
final class Younger {
  private static final String GUARANTEE = "C3 never younger";

  private final Books books;

  Younger(final Books books) {
    this.books = books;
  }

  void killed(
      final Life life,
      final Called called,
      final KillRequest request,
      final boolean fresh,
      final long took,
      final List<Op> hit) {
    final long cutAt = life.cutOffs.order(request.cutOff().orElseThrow());
    final boolean excused = fresh ? Excuses.ofFresh(life, called) : Excuses.ofLate(books, life, called);
    final long limit = fresh ? called.returned : called.taken;
    if (cutAt > limit && !excused) {
      books.violated(
          GUARANTEE, called, " is cut off at ", cutAt, " on ", life,
          fresh ? ", after its return at " : ", late, after ",
          limit);
    }
    for (final Op op : hit) {
      if (op.began > limit && !excused) {
        books.violated(GUARANTEE, called, " hits ", op, ", which began after ", limit);
      }
      if (!excused) {
        meant(life, called, fresh, took, op);
      }
    }
  }

  /**
   * What has run for so long is measured by the core when it kills, and from its last reading of the clock before the
   * operation began: from earlier if the driver was held up then.
   */
  private void meant(final Life life, final Called called, final boolean fresh, final long took, final Op op) {
    final Called.Meant meant = called.meant;
    if (meant == null || called.isKill() && request(called, op)) {
      return;
    }
    if (!meant.matches(op)) {
      books.violated(GUARANTEE, called, " hits ", op, ", which it does not mean: ", meant);
    }
    final long least = (long) (meant.runningFor() / (1 + books.plan.rate()));
    final long latest = (fresh ? life.world().now() : called.takenAt + took) - least;
    if (meant.runningFor() > 0 && op.stampedAt > latest) {
      books.violated(GUARANTEE, called, " hits ", op, ", which had not run for so long by then: ", meant,
          fresh ? " fresh " : " late ", life.world().now() / 1_000, " taken ", called.takenAt / 1_000);
    }
  }

  /** A gap is filled by a kill of all. */
  private static boolean request(final Called called, final Op op) {
    final String reason = op.operation.killCause().orElseThrow().reason();
    return called.request != null && !called.request.reason().equals(reason);
  }
}
