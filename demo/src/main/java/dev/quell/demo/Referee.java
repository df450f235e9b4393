package dev.quell.demo;

import dev.quell.KillCause;
import dev.quell.KillExplanation;
import dev.quell.KillExplanation.Index;
import dev.quell.KillExplanation.Step;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries out kills, one row each, and holds what they did against what the contract says they do. */
final class Referee {
  static final String KILLER = "demo@admin";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Scene scene;
  private final Table table = new Table();
  private final List<String> faults = new ArrayList<>();
  private int kills;

  Referee(final Scene scene) {
    this.scene = scene;
    table.add("pattern", "index", "sessions", "ops killed", "cursors killed", "ops left", "cursors left", "victims saw",
        "all stopped");
  }

  Table table() {
    return table;
  }

  List<String> faults() {
    return faults;
  }

  int kills() {
    return kills;
  }

  /** Kills the sessions that match the patterns, and starts what was killed again. */
  void kill(
      final String title, final List<Index> indexes, final Predicate<Place> matches, final KillPattern... patterns)
      throws InterruptedException {
    kill(title, indexes, matches, work -> true, KillRequest.of(patterns));
  }

  /** @param hit what the request hits of the work in the sessions that match */
  void kill(
      final String title,
      final List<Index> indexes,
      final Predicate<Place> matches,
      final Predicate<Work> hit,
      final KillRequest plain)
      throws InterruptedException {
    final KillRequest request = plain.reason("kill " + ++kills).by(KILLER);
    final Predicate<Work> victims = Work.in(matches).and(hit);
    checkSpared(title + ", before the kill", work -> true);

    final KillExplanation plan = scene.core.explain(request);
    final long called = System.nanoTime();
    final KillReport report = scene.core.kill(request);
    final boolean stopped = report.await(PATIENCE);
    final long nanos = System.nanoTime() - called;

    final List<Index> used = plan.steps().stream().map(Step::index).collect(Collectors.toList());
    final long sessions = scene.places.stream().filter(matches).count();
    same(title, "indexes", indexes, used);
    same(title, "sessions explained", sessions, plan.sessions());
    same(title, "operations explained", operations(victims), plan.operations());
    same(title, "cursors explained", cursors(victims), plan.cursors());
    same(title, "sessions matched", sessions, report.sessionsMatched());
    same(title, "operations killed", operations(victims), report.operationsKilled());
    same(title, "cursors killed", cursors(victims), report.cursorsKilled());
    same(title, "await", true, stopped);
    same(title, "operations pending", 0L, report.pending());
    same(title, "cause", cause(request.code(), request.reason(), report.cause().killId()), report.cause());
    checkAfter(title, victims, report.cause()::equals);
    final String index = used.stream().distinct().map(Index::toString).collect(Collectors.joining("+"));
    addRow(title, index, String.valueOf(report.sessionsMatched()), report.operationsKilled(), report.cursorsKilled(),
        victims, nanos);
    scene.start(victims); // if the kill spills over, the next row sees it
  }

  /** A kill without a pattern: by an id, or the end of the core. */
  void killDirectly(
      final String title,
      final Predicate<Work> victims,
      final int code,
      final String reason,
      final BooleanSupplier kill)
      throws InterruptedException {
    kills++;
    checkSpared(title + ", before the kill", work -> true);
    final long called = System.nanoTime();
    same(title, "whether it killed", true, kill.getAsBoolean());
    for (final Worker worker : scene.workers) {
      if (victims.test(worker)) {
        worker.awaitEnd(); // there is no report to wait for
      }
    }
    final long nanos = System.nanoTime() - called;
    checkAfter(title, victims, seen -> seen.equals(cause(code, reason, seen.killId())));
    addRow(title, "-", "-", operations(victims), cursors(victims), victims, nanos);
  }

  private static KillCause cause(final int code, final String reason, final long killId) {
    return new KillCause(code, reason, reason.isEmpty() ? "" : KILLER, killId);
  }

  private void checkAfter(final String title, final Predicate<Work> victims, final Predicate<KillCause> expected)
      throws InterruptedException {
    for (final Work work : scene.work(victims)) {
      fault(title, work.faultIfKilled(expected));
    }
    checkSpared(title, victims.negate());
    same(title, "operations listed", operations(victims.negate()), scene.core.operations().count());
    same(title, "cursors listed", cursors(victims.negate()), scene.core.cursors().count());
  }

  private void checkSpared(final String title, final Predicate<Work> spared) throws InterruptedException {
    for (final Work work : scene.work(spared)) {
      fault(title, work.faultIfSpared());
    }
  }

  private void addRow(final String title, final String index, final String sessions, final long operationsKilled,
      final long cursorsKilled, final Predicate<Work> victims, final long nanos) {
    final boolean any = operations(victims) > 0;
    final Stream<String> saw = any
        ? scene.workers.stream().filter(victims).map(Worker::sawKill).filter(Objects::nonNull).map(Referee::brief)
        : scene.cursors.stream().filter(victims).map(cursor -> cursor.codeOfNextUse() + " at next use");
    final String seen = saw.distinct().collect(Collectors.joining(", "));
    table.add(title, index, sessions, operationsKilled, cursorsKilled, scene.core.operations().count(),
        scene.core.cursors().count(), seen, any ? String.format("%.2f ms", nanos / 1e6) : "-");
  }

  private static String brief(final KillCause seen) {
    return seen.code() + (seen.reason().isEmpty() ? "" : " / " + seen.reason());
  }

  private long operations(final Predicate<Work> chosen) {
    return scene.workers.stream().filter(chosen).count();
  }

  private long cursors(final Predicate<Work> chosen) {
    return scene.cursors.stream().filter(chosen).count();
  }

  private void same(final String title, final String what, final Object expected, final Object got) {
    fault(title, expected.equals(got) ? null : what + ": expected " + expected + ", got " + got);
  }

  private void fault(final String title, final String fault) {
    if (fault != null) {
      faults.add(title + ": " + fault);
    }
  }
}
