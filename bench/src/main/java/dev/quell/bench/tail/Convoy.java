package dev.quell.bench.tail;

import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Claims;
import dev.quell.bench.versus.PeerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Question: what do threads lose that find a session, begin in it, poll and end, while others kill everything, kill by
 * owner, or list all sessions, without pause? This is the benchmark that the authors of mongod wrote for their
 * catalogue of sessions. The workers do nothing in between, which is the worst case for a lock.
 *
 * <p>Aim: nothing but their share of the processors and of the memory's bandwidth. So beside each cell with some
 * number of scanners are two in which as many threads only compute ({@code spin}) or read memory in a row ({@code
 * stream}), and each line says how the workers' throughput compares with theirs: {@code toSpin}, {@code toStream}.
 * Refuted for Quell if it is below 0.9 of the lower of the two while there is a processor for every thread. With more
 * threads than that the scheduler deals out slices of milliseconds and one run differs from the next: then only the
 * ratios mean something, with {@code cpuShare}, the part of the time that a worker had a processor, and {@code
 * cpuNanos}, what an operation took of that, which a wait for a lock does not count in.
 *
 * <p>The latencies are those of operations one after the other: who is held up does not count what it did not even
 * begin, which {@link Tails} does. Every operation that overlaps the measured time counts, so that a worker that gets
 * nowhere shows as one operation as long as the cell; each includes the one {@code System.nanoTime()} that times it. A
 * cell ends after a given time, however the locks treat the workers: unfair ones starve them.
 *
 * <p>One subject for each JVM, as the compiler goes by what it has seen. {@code java -Xms3g -Xmx3g
 * -XX:+AlwaysPreTouch -cp bench/target/quell-bench.jar dev.quell.bench.tail.Convoy quell}; {@code --help} names the
 * options
 */
@Command(name = "Convoy", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class Convoy implements Callable<Integer> {
  private static final double LEAST_TO_BASELINE = 0.9;

  @Parameters(arity = "0..1", description = "quell, or a peer", defaultValue = "quell")
  private String subject;

  @Option(names = "--sessions", description = "how many there are, a multiple of 1000", defaultValue = "1000000")
  private int sessions;

  @Option(names = "--workers", description = "threads that work", defaultValue = "1")
  private int workers;

  @Option(names = "--scanners", split = ",", description = "threads that scan", defaultValue = "0,1,2,4,8,16")
  private List<Integer> scanners;

  @Option(names = "--warmup", description = "seconds before each measurement", defaultValue = "2")
  private double warmUp;

  @Option(names = "--seconds", description = "seconds that each measurement takes", defaultValue = "5")
  private double seconds;

  @Option(names = "--smoke", description = "everything once, in about a second; figures mean nothing")
  private boolean smoke;

  private final Claims claims = new Claims("convoy");
  private final List<Line> lines = new ArrayList<>();

  public static void main(final String[] args) {
    System.exit(new CommandLine(new Convoy()).execute(args));
  }

  List<Line> lines() {
    return lines;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (smoke) {
      sessions = 1_000;
      scanners = List.of(0, 1, 2);
      warmUp = 0.005;
      seconds = 0.02;
    }
    final PeerTable table = PeerTable.filled(subject, sessions);
    for (final Scanning scanning : Scanning.values()) {
      measure(table, scanning, 1); // for the compiler
    }
    for (final int count : scanners) {
      measureAll(table, count);
    }
    table.close();
    return claims.verdict();
  }

  private void measureAll(final PeerTable table, final int count) throws InterruptedException {
    if (count == 0) {
      print("none", 0, measure(table, Scanning.SPIN, 0), List.of());
      return;
    }
    final List<ConvoyCell.Result> baselines = new ArrayList<>();
    for (final Scanning scanning : Scanning.values()) {
      claims.progress("cells of " + subject, lines.size(), (long) scanners.size() * Scanning.values().length);
      final ConvoyCell.Result result = measure(table, scanning, count);
      print(scanning.toString(), count, result, baselines);
      if (scanning.isBaseline()) {
        baselines.add(result);
      } else if (subject.equals("quell") && !smoke && workers + count <= Runtime.getRuntime().availableProcessors()) {
        final double least =
            LEAST_TO_BASELINE * baselines.stream().mapToDouble(ConvoyCell.Result::perSecond).min().orElseThrow();
        claims.claim(result.perSecond() >= least, scanning + " costs the workers more than their share");
      }
    }
  }

  private ConvoyCell.Result measure(final PeerTable table, final Scanning scanning, final int count)
      throws InterruptedException {
    return new ConvoyCell(table, workers, scanning, count).run(nanos(warmUp), nanos(seconds));
  }

  private static long nanos(final double seconds) {
    return (long) (seconds * 1e9);
  }

  /** The baselines are empty or those with as many scanners: first the one that spins, then the one that streams. */
  private void print(
      final String scan, final int count, final ConvoyCell.Result result, final List<ConvoyCell.Result> baselines) {
    final Line line =
        Line.of("convoy")
            .with("subject", subject)
            .with("scan", scan)
            .with("scanners", count)
            .with("workers", workers)
            .with("sessions", sessions)
            .with("opsPerSecond", result.perSecond(), 0);
    Percentiles.addTo(line, result.nanos())
        .with("killed", result.killed())
        .with("scans", result.scans())
        .with("cpuShare", result.cpuShare(), 3)
        .with("cpuNanos", result.cpuNanos(), 1);
    if (baselines.size() == 2) {
      line.with("toSpin", result.perSecond() / baselines.get(0).perSecond(), 4)
          .with("toStream", result.perSecond() / baselines.get(1).perSecond(), 4);
    }
    lines.add(line);
    line.print();
  }
}
