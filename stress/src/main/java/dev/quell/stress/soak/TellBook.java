package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.KillListener;
import dev.quell.KillReport;
import dev.quell.KillTrigger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What a listener was told of kills, whatever made them happen, by the number that the core gave each. */
final class TellBook implements KillListener {
  /** One kill, as its victims and the listener know it. */
  static final class Tell {
    /** Null until the listener was told. */
    volatile KillReport report;
    /** When that was; the claims are made by then. */
    volatile long moment = KillBook.NOT_YET;
    private final AtomicInteger times = new AtomicInteger();
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger unsure = new AtomicInteger();
  }

  private final Books books;
  private final Map<Long, Tell> tells = new ConcurrentHashMap<>();

  TellBook(final Books books) {
    this.books = books;
  }

  private Tell of(final long killId) {
    return tells.computeIfAbsent(killId, id -> new Tell());
  }

  /** The kill with this cause. */
  Tell of(final KillCause cause) {
    return of(cause.killId());
  }

  // ---- what is told

  /** Called by the core. */
  @Override
  public void onKill(final KillReport report) {
    books.counts.tells.increment();
    final Tell tell = of(report.cause().killId());
    if (tell.times.incrementAndGet() > 1) {
      books.violations.add("told", "a listener was told twice of " + report.cause());
    }
    tell.report = report;
    tell.moment = books.now();
    final KillBook kill = books.kills.get(KillBook.numberOf(report.cause().reason()));
    if (kill == null) {
      if (report.trigger() != KillTrigger.DEADLINE) {
        books.violations.add("told", "a listener was told of a kill by nobody known: " + report);
      }
      return;
    }
    kill.tells.incrementAndGet();
    if (!report.trigger().name().equals(kill.kind.name())) {
      books.violations.add("told", kill + " was told as one by " + report.trigger());
    }
    if (kill.kind != KillBook.Kind.PATTERN) {
      kill.reported = report.operationsKilled();
      kill.reportedCursors = report.cursorsKilled();
    }
  }

  /** Right after a kill has returned to its caller, who has noted what it reported. */
  void checkReturned(final KillBook kill) {
    final boolean due = kill.kind == KillBook.Kind.PATTERN || kill.won;
    // if another kill has claimed the run, this one may have claimed its children
    final boolean may = due || kill.kind == KillBook.Kind.OPERATION && kill.reported > 0;
    final int times = kill.tells.get();
    if (times < (due ? 1 : 0) || times > (may ? 1 : 0)) {
      books.violations.add(
          "told",
          kill + (due ? " has hit something" : " has hit nothing") + " and listeners were told " + times + " times");
    }
    if (kill.won && kill.kind == KillBook.Kind.OPERATION && kill.reported < 1
        || kill.won && kill.kind == KillBook.Kind.CURSOR && kill.reportedCursors != 1) {
      books.violations.add(
          "told", kill + " won, but listeners were told of " + kill.reported + " and " + kill.reportedCursors);
    }
  }

  /** Right after a kill by pattern has returned with this report. */
  void checkReport(final KillBook kill) {
    final Tell tell = of(kill.killId);
    final KillReport report = tell.report;
    if (report != null
        && (report.operationsKilled() != kill.reported || report.cursorsKilled() != kill.reportedCursors)) {
      books.violations.add(
          "told",
          kill + " reported " + kill.reported + " operations and " + kill.reportedCursors + " cursors, told was "
              + report);
    }
  }

  // ---- what is seen

  /** A run has ended that was killed with this cause. */
  void seen(final KillCause cause, final boolean sure) {
    final Tell tell = of(cause);
    (sure ? tell.seen : tell.unsure).incrementAndGet();
  }

  /** Whether the listener was told of all that has ended by a kill; for an await. */
  boolean isComplete() {
    return tells.values().stream().allMatch(tell -> tell.report != null);
  }

  /** At the end: each kill was told, with as many operations as were killed by it (K4). */
  void checkAll() {
    tells.forEach(
        (killId, tell) -> {
          final KillReport report = tell.report;
          final int seen = tell.seen.get();
          if (report == null) {
            books.violations.add("told", seen + " operations died of kill number " + killId + ", told to no listener");
          } else if (report.operationsKilled() < seen || report.operationsKilled() > seen + tell.unsure.get()) {
            books.violations.add(
                "K4",
                "a listener was told of " + report.operationsKilled() + " operations by " + report.cause()
                    + ", those were "
                    + seen + " and perhaps " + tell.unsure);
          }
        });
  }

  /** How many kills by pattern were told. */
  long patterns() {
    return byPattern().count();
  }

  /** How many of them took the time: all but those of a few sessions that found nothing to kill, or one operation. */
  long timed() {
    return byPattern().filter(report -> !report.duration().isZero()).count();
  }

  private Stream<KillReport> byPattern() {
    return tells.values().stream()
        .map(tell -> tell.report)
        .filter(report -> report != null && report.trigger() == KillTrigger.PATTERN);
  }
}
