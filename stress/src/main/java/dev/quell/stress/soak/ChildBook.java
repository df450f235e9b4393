package dev.quell.stress.soak;

import dev.quell.KillCause;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The children of a round, judged when all has ended: each died with its parent, or of a kill of its own, or lived.
 * That is known of a child only when its parent has ended too.
 */
final class ChildBook {
  private final Books books;
  private final ConcurrentLinkedQueue<RunBook> ended = new ConcurrentLinkedQueue<>();

  ChildBook(final Books books) {
    this.books = books;
  }

  void ended(final RunBook child) {
    ended.add(child);
  }

  void judgeAll() {
    ended.forEach(this::judge);
  }

  private void judge(final RunBook child) {
    books.counts.children.increment();
    if (child.isStray) {
      judgeStray(child);
      return;
    }
    final KillCause ofParent = child.parent.cause;
    final KillCause own = child.cause;
    if (own == null) {
      if (ofParent != null && books.tells.of(ofParent).moment < child.endCalled) {
        books.violations.add("child", child + " outlived its parent, " + child.parent + ", which died of " + ofParent);
      }
      return;
    }
    if (!own.equals(ofParent)) {
      books.judge(child, own); // of a kill of its own, that must have been its to claim
      return;
    }
    books.counts.childrenWithParent.increment();
    final KillBook kill = books.kills.get(KillBook.numberOf(own.reason()));
    final boolean bornAfter = books.tells.of(own).moment < child.beginCalled;
    if (bornAfter) {
      books.counts.bornKilled.increment();
      if (!child.killedAtBirth) {
        books.violations.add("child",
            child + " began after " + kill + " had killed its parent, and was not born killed");
      }
      return; // in no report
    }
    books.tells.seen(own, !child.killedAtBirth);
    if (kill != null) {
      (child.killedAtBirth ? kill.unsure : kill.seen).incrementAndGet();
      if (!child.killedAtBirth) {
        books.checkStopped(child, kill);
      }
    }
  }

  /** Whose child it was is not known: it may have been killed by whatever there was. */
  private void judgeStray(final RunBook child) {
    if (child.cause != null) {
      unsure(child.cause);
    }
  }

  /** A child was killed of which nobody can say whether its kill has counted it. */
  void unsure(final KillCause cause) {
    books.tells.seen(cause, false);
    final KillBook kill = books.kills.get(KillBook.numberOf(cause.reason()));
    if (kill != null) {
      kill.unsure.incrementAndGet();
    }
  }
}
