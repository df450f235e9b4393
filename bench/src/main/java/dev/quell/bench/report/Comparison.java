package dev.quell.bench.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What changed between two runs, {@code Comparison <old run> <new run>}; {@code bench/compare} calls it. Times count
 * as multiples of the limits that both runs measured, so that the speed of the machine does not; bytes held count as
 * they are. What programs print about latencies is noisier than any change, and left out.
 */
public final class Comparison {

  /** Drift between runs of the same jar, beyond what the forks of one run show; set by hand. */
  private static final double DRIFT = 1.1;

  /** For a figure of a single fork, whose noise is not known. */
  private static final double UNKNOWN = 1.5;

  private static final double OF_BYTES = 1.02;
  private static final double SURE = 1.5;

  /**
   * One thing that both runs measured.
   *
   * @param factor above 1: slower, or more
   * @param noise the factor that chance may make
   */
  record Change(String name, double factor, double noise, String figures) {
    @Override
    public String toString() {
      final String kind = factor > noise ? "slower" : factor < 1 / noise ? "faster" : "same";
      return String.format(
          Locale.ROOT, "%-6s x %.2f (noise x %.2f)  %s: %s", kind, factor, noise, name, figures);
    }
  }

  private Comparison() {}

  public static void main(final String[] args) {
    if (args.length != 2) {
      System.err.println("usage: bench/compare <old run> <new run>");
      System.exit(2);
    }
    System.exit(print(Results.read(Path.of(args[0])), Results.read(Path.of(args[1]))));
  }

  /** Answers the exit status: 0 nothing got slower; 1 something did; 2 there is nothing to compare. */
  static int print(final Results old, final Results now) {
    for (final Results run : List.of(old, now)) {
      System.out.println(run.name() + ". " + run.reservation().orElse("") + Report.machine(run));
    }
    final List<Change> changes = changes(old, now);
    changes.forEach(System.out::println);
    return changes.isEmpty() ? 2 : changes.stream().anyMatch(change -> change.factor > change.noise) ? 1 : 0;
  }

  /** The worst first. */
  static List<Change> changes(final Results before, final Results after) {
    final double machine = machine(before, after);
    final List<Change> changes = new ArrayList<>();
    before.all().stream().filter(Comparison::isQuells).forEach(old -> now(old, after).ifPresent(now -> {
      final boolean held = old.forks() == 0;
      final double least = held ? OF_BYTES : Math.min(old.forks(), now.forks()) < 2 ? UNKNOWN : DRIFT;
      final Unit unit = held ? Unit.BYTES : Unit.NANOS;
      final double factor = now.value().median() / old.value().median() / (held ? 1 : machine);
      if (!Double.isNaN(factor)) {
        changes.add(
            new Change(
                old.text(), factor, noise(old.value(), now.value(), least),
                unit.text(old.value().median()) + " -> " + unit.text(now.value().median())));
      }
    }));
    changes.sort(Comparator.comparingDouble(Change::factor).reversed());
    return changes;
  }

  /**
   * One and a half times the ranges of both runs' forks, taken together as independent, beyond what there is without
   * them. Of a thousand pairs of runs of the same, at most two are called slower; {@code ComparisonTest} says for which
   * forks.
   */
  static double noise(final Spread old, final Spread now, final double least) {
    return least * Math.exp(SURE * Math.hypot(Math.log(old.max() / old.min()), Math.log(now.max() / now.min())));
  }

  /** How much slower the new machine is: the geometric mean over all limits; NaN if the runs share none. */
  private static double machine(final Results before, final Results after) {
    return Math.exp(
        before.all().stream()
            .filter(old -> old.name().startsWith(Results.LIMITS))
            .flatMap(old -> now(old, after).stream().map(now -> now.value().median() / old.value().median()))
            .mapToDouble(Math::log)
            .average()
            .orElse(Double.NaN));
  }

  private static Optional<Measurement> now(final Measurement old, final Results after) {
    return after.all().stream()
        .filter(now -> now.name().equals(old.name()) && now.params().equals(old.params()))
        .findFirst();
  }

  /** Of JMH, or memory; not of another subject. */
  private static boolean isQuells(final Measurement measurement) {
    return measurement.params().getOrDefault(Figure.SUBJECT, Standing.QUELL).equals(Standing.QUELL)
        && !measurement.name().startsWith(Results.LIMITS)
        && (measurement.forks() > 0 || measurement.name().equals("footprint.bytes"));
  }
}
