package dev.quell.bench.tail;

import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Claims;
import dev.quell.bench.versus.PeerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Question: how long do the slowest operations take, with and without a storm of kills beside them, and how long does
 * it take from a kill until its victim has stopped?
 *
 * <p>Everything starts at a fixed rate, whatever becomes of what started before, and is timed from when it was meant
 * to start: who is held up counts for all that should have started meanwhile. What is still not begun when twice the
 * time is over counts with the time that it has waited until then, and as {@code missed}.
 *
 * <p>Lines {@code tail}: one thread finds a session and begins in it, polls and ends; the three steps are each timed
 * from the start of the operation. {@code beside=nothing} has the machine to itself; {@code spin} and {@code stream}
 * are one thread that only computes or reads memory; {@code killOwner} and {@code killAll} one that kills without
 * pause. {@code subject=none} is the limit: the same loop doing nothing, which shows when the machine itself stood
 * still.
 *
 * <p>Lines {@code stop}: a victim that polls, or blocks, is killed by its owner, or with all others. {@code
 * subject=none} is the limit: a flag that is raised, or a thread that is unparked.
 *
 * <p>Expectation: Quell's tails beside kills are those beside {@code spin} and {@code stream}, and a victim stops as
 * late after the kill as in the limit and the kill's own duration together. Refuted if Quell misses anything: if it
 * cannot keep up with these rates. A peer that takes longer for a kill than the rate allows falls behind, which shows
 * as latencies as long as the run.
 *
 * <p>Needs two processors to itself; one subject for each JVM. {@code java -Xms3g -Xmx3g -XX:+AlwaysPreTouch -cp
 * bench/target/quell-bench.jar dev.quell.bench.tail.Tails quell}; {@code --help} names the options
 */
@Command(name = "Tails", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class Tails implements Callable<Integer> {
  private static final List<Scanning> BESIDE =
      List.of(Scanning.SPIN, Scanning.STREAM, Scanning.KILL_OWNER, Scanning.KILL_ALL);

  /** Three steps of what runs alone, twice, and beside each of these, and six ways to stop. */
  private static final int SERIES = 3 * (2 + BESIDE.size()) + 6;

  @Parameters(arity = "0..1", description = "quell, or a peer", defaultValue = "quell")
  private String subject;

  @Option(names = "--sessions", description = "how many there are, a multiple of 1000", defaultValue = "1000000")
  private int sessions;

  @Option(names = "--rate", description = "operations a second", defaultValue = "100000")
  private double rate;

  @Option(names = "--owner-kills", description = "kills by owner a second", defaultValue = "1000")
  private double ownerKills;

  @Option(names = "--all-kills", description = "kills of everything a second", defaultValue = "100")
  private double allKills;

  @Option(names = "--warmup", description = "seconds before each measurement", defaultValue = "3")
  private double warmUp;

  @Option(names = "--seconds", description = "seconds that each measurement takes", defaultValue = "20")
  private double seconds;

  @Option(names = "--smoke", description = "everything once, in about a second; figures mean nothing")
  private boolean smoke;

  private final Claims claims = new Claims("tails");
  private final List<Line> lines = new ArrayList<>();

  public static void main(final String[] args) {
    System.exit(new CommandLine(new Tails()).execute(args));
  }

  List<Line> lines() {
    return lines;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (smoke) {
      sessions = 1_000;
      rate = 10_000;
      warmUp = 0.005;
      seconds = 0.02;
    }
    final PeerTable table = PeerTable.filled(subject, sessions);
    measureTails(table);
    measureStops(table);
    table.close();
    return claims.verdict();
  }

  private void measureTails(final PeerTable table) throws InterruptedException {
    final OperationTimes times = new OperationTimes(new Pace(rate, warmUp, seconds));
    print(times.measure("none", OperationTimes.nothing(), table, Optional.empty()));
    print(times.measure(subject, OperationTimes.in(table), table, Optional.empty()));
    for (final Scanning beside : BESIDE) {
      print(times.measure(subject, OperationTimes.in(table), table, Optional.of(beside)));
    }
  }

  private void measureStops(final PeerTable table) throws InterruptedException {
    final StopTimes byOwner = new StopTimes(new Pace(ownerKills, warmUp, seconds));
    final StopTimes ofAll = new StopTimes(new Pace(allKills, warmUp, seconds));
    print(List.of(byOwner.measure("none", "polling", "flag", Victim.bare(false))));
    print(List.of(byOwner.measure("none", "blocked", "unpark", Victim.bare(true))));
    for (final String how : List.of("polling", "blocked")) {
      final boolean blocks = how.equals("blocked");
      print(List.of(byOwner.measure(subject, how, "owner", Victim.in(table, blocks, false))));
      print(List.of(ofAll.measure(subject, how, "all", Victim.in(table, blocks, true))));
    }
  }

  private void print(final List<Line> measured) {
    for (final Line line : measured) {
      lines.add(line);
      line.print();
      if (!smoke && line.value("subject").equals("quell")) {
        claims.claim(line.value("missed").equals("0"), "Quell did not keep up: " + line);
      }
    }
    claims.progress("series of " + subject, lines.size(), SERIES);
  }
}
