package dev.quell.stress.soak;

import dev.quell.Telemetry;

/** What the core counts itself: it must be what its victims and reports say, and zero of all that is over (K4, K8). */
final class TelemetryBook {
  private final Round round;
  private final Books books;
  private final Telemetry before;
  private final long killedBefore;

  TelemetryBook(final Round round) {
    this.round = round;
    this.books = round.books;
    this.before = round.core.telemetry();
    this.killedBefore = books.counts.killedRuns.sum();
  }

  /** When all has ended. */
  void check(final Callbacks.Await await) {
    await.until(() -> { // a resource counts when its close has returned
      final Telemetry now = round.core.telemetry();
      return now.cursorsClosed() == now.cursorsOpened();
    });
    final Telemetry after = round.access.telemetry(round.core);
    none("sessions", after.sessions());
    none("running operations", after.operationsRunning());
    none("open cursors", after.cursorsOpen());
    none("pending kills", after.killsPending());
    same("operations killed", after.operationsKilled() - before.operationsKilled(),
        books.counts.killedRuns.sum() - killedBefore);
    same("cursors killed", after.cursorsKilled() - before.cursorsKilled(),
        books.cursorsClaimed.get() + books.cursorsWonById.get());
    same("kills", after.kills() - before.kills(), books.tells.patterns());
    same("times of kills", after.killDuration().count() - before.killDuration().count(), books.tells.timed());
    same("sessions ended", after.sessionsEnded(), after.sessionsOpened());
    same("resources closed", after.cursorsClosed(), after.cursorsOpened());
    same("cursors opened", after.cursorsOpened() - before.cursorsOpened(), books.cursors.size());
  }

  private void none(final String what, final long counted) {
    if (counted != 0) {
      books.violations.add("K8", "all has ended, but the core counts " + counted + " " + what);
    }
  }

  private void same(final String what, final long counted, final long expected) {
    if (counted != expected) {
      books.violations.add("K4", "the core counted " + counted + " " + what + ", expected " + expected);
    }
  }
}
