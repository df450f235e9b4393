package dev.quell.demo;

import com.mongodb.MongoCommandException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** Carries out kills, one row each, and holds what they did against what the manual says they do. */
final class Referee {
  private static final int INTERRUPTED = 11601;
  private static final int CURSOR_KILLED = 237;
  private static final int CURSOR_NOT_FOUND = 43;
  private static final String NOTHING = "-";

  private final Scene scene;
  private final Progress progress;
  private final Table table = new Table();
  private final List<String> faults = new ArrayList<>();
  private int kills;

  Referee(final Scene scene, final Progress progress) {
    this.scene = scene;
    this.progress = progress;
    table.add("kill", "by", "index", "sessions", "ops", "cursors", "ops left", "cursors left", "victims saw",
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

  /** A kill of sessions, which are to be all that match, and only they. */
  void kill(
      final String title,
      final User killer,
      final String command,
      final List<String> indexes,
      final Predicate<Lsid> matches)
      throws InterruptedException {
    begin(title);
    final BsonDocument request = BsonDocument.parse(command).append("comment", new BsonString("demo " + kills));
    final Predicate<Work> victims = work -> matches.test(work.visit().lsid());
    final Told plan = explain(killer, request);
    final Set<Lsid> matching = scene.sessions().stream().filter(matches).collect(Collectors.toSet());

    final long called = System.nanoTime();
    final Told report = Told.report(killer.run(request.clone().append("report", BsonBoolean.TRUE)));

    final Told expected =
        new Told(indexes, matching.size(), sum(victims, Work::operations), sum(victims, Work::cursors));
    same(title, "explained", expected, plan);
    final long idle = sum(victims.and(work -> work.operations() == 0), Work::cursors);
    same(title, "reported", expected.reported(idle, report.cursors()), report);
    checkVictims(title, victims);
    final Set<Lsid> missing = new HashSet<>(matching);
    missing.removeAll(scene.sessions());
    same(title, "sessions that matched and are no longer listed", Set.of(), missing);
    addRow(title, killer, String.join("+", indexes), String.valueOf(report.sessions()), report.cursors(), victims,
        called);
    goOn(title, victims);
  }

  private Told explain(final User killer, final BsonDocument request) {
    return Told.explanation(killer.run(new BsonDocument("explain", request)));
  }

  /** A kill of something by its number, or the end of a session: no pattern, so nothing to explain. */
  void killDirectly(final String title, final User killer, final Predicate<Work> victims, final Runnable kill)
      throws InterruptedException {
    begin(title);
    final long called = System.nanoTime();
    kill.run();
    checkVictims(title, victims);
    addRow(title, killer, NOTHING, NOTHING, sum(victims, Work::cursors), victims, called);
    goOn(title, victims);
  }

  /** A kill that its caller may not do: refused with this code, and nothing is killed. */
  void refuse(final String title, final User killer, final String command, final int code) throws InterruptedException {
    begin(title);
    int got = 0;
    try {
      killer.run(BsonDocument.parse(command));
    } catch (final MongoCommandException e) {
      got = e.getErrorCode();
    }
    same(title, "refused with", code, got);
    checkVictims(title, work -> false);
    table.add(title, killer, NOTHING, NOTHING, 0, 0, scene.tags(work -> true).size(),
        scene.work(work -> work.cursors() > 0).size(), "refused: " + got, NOTHING);
  }

  private void begin(final String title) {
    kills++;
    progress.next(title);
  }

  private void checkVictims(final String title, final Predicate<Work> victims) throws InterruptedException {
    for (final Work work : scene.work(victims)) {
      fault(title, work.faultIfKilled(codes(work)));
    }
    checkSpared(title, victims.negate());
    same(title, "running", scene.tags(victims.negate()), scene.running());
  }

  /** The operations of a session die before its cursors, but one may poll between the two. */
  private static Set<Integer> codes(final Work work) {
    if (work.operations() == 0) {
      return Set.of(CURSOR_NOT_FOUND);
    }
    return work.cursors() == 0 ? Set.of(INTERRUPTED) : Set.of(INTERRUPTED, CURSOR_KILLED);
  }

  private void checkSpared(final String title, final Predicate<Work> spared) throws InterruptedException {
    for (final Work work : scene.work(spared)) {
      fault(title, work.faultIfSpared());
    }
  }

  /** Uses the sessions whose work was killed, as their owners would, and starts the work again. */
  private void goOn(final String title, final Predicate<Work> victims) throws InterruptedException {
    for (final Visit visit : scene.visits()) {
      if (victims.test(visit.work())) {
        try {
          visit.use();
        } catch (final RuntimeException e) {
          fault(title, visit + " cannot be used again: " + e);
        }
      }
    }
    scene.start(scene.work(victims));
  }

  private void addRow(final String title, final User killer, final String index, final String sessions,
      final long cursors, final Predicate<Work> victims, final long called) {
    final List<Work> killed = scene.work(victims);
    final String saw = killed.stream()
        .map(Work::sawCode)
        .distinct()
        .sorted((a, b) -> b - a)
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
    final long stopped = killed.stream().filter(LongRead.class::isInstance).mapToLong(Work::stoppedAt).max().orElse(0);
    table.add(title, killer, index, sessions, sum(victims, Work::operations), cursors,
        sum(victims.negate(), Work::operations), sum(victims.negate(), Work::cursors), saw,
        stopped == 0 ? NOTHING : String.format("%.1f ms", (stopped - called) / 1e6));
  }

  private long sum(final Predicate<Work> chosen, final ToLongFunction<Work> count) {
    return scene.work(chosen).stream().mapToLong(count).sum();
  }

  void same(final String title, final String what, final Object expected, final Object got) {
    fault(title, expected.equals(got) ? null : what + ": expected " + expected + ", got " + got);
  }

  private void fault(final String title, final @Nullable String fault) {
    if (fault != null) {
      faults.add(title + ": " + fault);
    }
  }
}
