package dev.quell.bench.tail;

import dev.quell.bench.versus.PeerTable;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.report.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How long the steps of operations take, begun at a fixed rate.
 *
 * @param pace at which operations begin
 * @param folder where the logs go
 */
record OperationTimes(Pace pace, Path folder) {

  /** Alone, or beside another thread that scans the table. Answers a line for each step. */
  List<Line> measure(
      final String subject, final OpenLoop.Steps steps, final PeerTable table, final Optional<Scanning> beside)
      throws IOException, InterruptedException {
    final OpenLoop warmUp = new OpenLoop(System::nanoTime, pace.warmUp(), steps, nanos -> {}, nanos -> {}, nanos -> {});
    run(warmUp, List.of(), table, beside);
    final String name = beside.map(Scanning::toString).orElse("nothing");
    try (Series begin = new Series(folder, about(subject, name, "begin"));
        Series poll = new Series(folder, about(subject, name, "poll"));
        Series end = new Series(folder, about(subject, name, "end"))) {
      final List<Series> all = List.of(begin, poll, end);
      final OpenLoop loop =
          new OpenLoop(System::nanoTime, pace.measured(), steps, begin::record, poll::record, end::record);
      final long scans = run(loop, all, table, beside);
      return all.stream().map(series -> line(series, loop, scans)).toList();
    }
  }

  /** Answers how many scans were made meanwhile. */
  private long run(
      final OpenLoop loop, final List<Series> series, final PeerTable table, final Optional<Scanning> beside)
      throws InterruptedException {
    final Task worker = new Task("worker", loop);
    if (beside.isEmpty()) {
      pace.run(loop.schedule(), series, () -> {}, worker);
      return 0;
    }
    final Storm storm = new Storm(table, beside.get());
    pace.run(loop.schedule(), series, storm::stop, worker);
    return storm.stopAndCount();
  }

  private Line line(final Series series, final OpenLoop loop, final long scans) {
    return Percentiles.addTo(series.about().with("rate", pace.perSecond(), 0), series.all())
        .with("missed", loop.missed())
        .with("killed", loop.killed())
        .with("scans", scans);
  }

  private static Line about(final String subject, final String beside, final String step) {
    return Line.of("tail").with("subject", subject).with("beside", beside).with("step", step);
  }

  /** An operation that does nothing: the limit. */
  static OpenLoop.Steps nothing() {
    return new OpenLoop.Steps() {
      @Override
      public void begin() {}

      @Override
      public boolean isKilled() {
        return false;
      }

      @Override
      public void end() {}
    };
  }

  /** In one session after another, each found by its UUID. */
  static OpenLoop.Steps in(final PeerTable table) {
    return new OpenLoop.Steps() {
      private final Subject<Object, Object> subject = table.table();
      private final Object work = subject.newWork();
      private int at;

      @Override
      public void begin() {
        at = at + 1 < table.sessions ? at + 1 : 0;
        table.begin(work, at);
      }

      @Override
      public boolean isKilled() {
        return subject.isKilled(work);
      }

      @Override
      public void end() {
        subject.endWork(work);
      }
    };
  }
}
