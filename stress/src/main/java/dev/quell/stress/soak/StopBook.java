package dev.quell.stress.soak;

import dev.quell.KillReport;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** That somebody wants to know when the victims of a kill have stopped. */
final class StopBook {
  private final Books books;
  private final KillBook kill;
  private final KillReport report;
  private final AtomicInteger calls = new AtomicInteger();

  private StopBook(final Books books, final KillBook kill, final KillReport report) {
    this.books = books;
    this.kill = kill;
    this.report = report;
  }

  static StopBook of(final Round round, final KillBook kill, final KillReport report) {
    final StopBook book = new StopBook(round.books, kill, report);
    final CompletionStage<KillReport> stage = round.access.whenStopped(report);
    stage.thenAccept(book::stopped);
    return book;
  }

  /** Called by the core. What the books know of it is asked when a victim ends: none may do so after this. */
  private void stopped(final KillReport told) {
    kill.stopped = books.now();
    books.counts.stops.increment();
    if (calls.incrementAndGet() > 1 || told != report) {
      books.violations.add("stopped", kill + " was said to have stopped " + calls + " times");
    }
    if (report.pending() != 0) {
      books.violations.add("stopped", kill + " was said to have stopped, with " + report.pending() + " victims left");
    }
  }

  boolean isDone() {
    return calls.get() > 0;
  }

  /** When everything has ended. */
  void check() {
    if (calls.get() != 1) {
      books.violations.add("stopped", "the victims of " + kill + " have stopped, said " + calls + " times");
    }
    if (report.pending() != 0 || !report.stragglers().isEmpty()) {
      books.violations.add("stopped", "all has ended, but " + report.pending() + " victims of " + kill + " have not");
    }
  }
}
