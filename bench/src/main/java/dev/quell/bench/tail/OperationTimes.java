package dev.quell.bench.tail;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.report.Line;
import dev.quell.bench.versus.PeerTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * How long the steps of operations take, begun at a fixed rate.
 *
 * @param pace at which operations begin
 */
record OperationTimes(Pace pace) {
  private static final List<String> STEPS = List.of("begin", "poll", "end");

  /** Alone, or beside another thread that scans the table. Answers a line for each step. */
  List<Line> measure(
      final String subject, final OpenLoop.Steps steps, final PeerTable table, final Optional<Scanning> beside)
      throws InterruptedException {
    final OpenLoop warmUp = new OpenLoop(System::nanoTime, pace.warmUp(), steps, nanos -> {}, nanos -> {}, nanos -> {});
    run(warmUp, table, beside);
    final String name = beside.map(Scanning::toString).orElse("nothing");
    final Map<String, Histogram> nanos = new LinkedHashMap<>();
    STEPS.forEach(step -> nanos.put(step, Percentiles.newHistogram()));
    final OpenLoop loop =
        new OpenLoop(
            System::nanoTime,
            pace.measured(),
            steps,
            nanos.get("begin")::recordValue,
            nanos.get("poll")::recordValue,
            nanos.get("end")::recordValue);
    final long scans = run(loop, table, beside);
    return STEPS.stream().map(step -> line(about(subject, name, step), nanos.get(step), loop, scans)).toList();
  }

  /** Answers how many scans were made meanwhile. */
  private long run(
      final OpenLoop loop, final PeerTable table, final Optional<Scanning> beside)
      throws InterruptedException {
    final Task worker = new Task("worker", loop);
    if (beside.isEmpty()) {
      pace.run(loop.schedule(), () -> {}, worker);
      return 0;
    }
    final Storm storm = new Storm(table, beside.get());
    pace.run(loop.schedule(), storm::stop, worker);
    return storm.stopAndCount();
  }

  private Line line(final Line about, final Histogram nanos, final OpenLoop loop, final long scans) {
    return Percentiles.addTo(about.with("rate", pace.perSecond(), 0), nanos)
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
