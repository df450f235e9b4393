package dev.quell.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What changed between two runs, {@code Comparison <old run> <new run>}; {@code bench/compare} calls it.
 *
 * <p>Rows of the headline are compared as ratios to the limits of their rows, Quell's other benchmarks as ratios to the
 * geometric mean of all limits that both runs measured, bytes held and allocated as they are. Other figures of programs
 * are left out: the noise of latencies and of threads that wake is greater than any change.
 */
public final class Comparison {
  private static final int SLOWER = 1;
  private static final int REFUSED = 2;
  private static final List<String> SAME_MACHINE = List.of("Model name", "CPU(s)", "memory", "kernel", "jvm");

  /** Drift between runs of the same jar, beyond what the forks of one run show; set by hand. */
  private static final double DRIFT = 1.1;

  /** For a figure of a single fork, whose noise is not known. */
  private static final double UNKNOWN = 1.5;

  private static final double OF_BYTES = 1.02;

  /** Two compilations of the same code do not always save the same allocations. */
  private static final double OF_ALLOCATION = 1.1;

  /** JMH's own allocations, spread over the operations of an iteration, are less than that. */
  private static final double HALF_A_BYTE = 0.5;

  private final Results before;
  private final Results after;
  private final Set<String> references = references();
  private final Set<Measurement> compared = new HashSet<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();

  Comparison(final Results before, final Results after) {
    this.before = before;
    this.after = after;
    Headline.rows().forEach(this::addRow);
    addOthers();
    for (final Measurement old : before.all()) {
      if (!old.isOfThread() && (isQuells(old) || old.name().startsWith(Results.LIMITS))) {
        final Optional<Measurement> now = now(old);
        if (now.isEmpty()) {
          gone.add(old.text());
        } else if (isQuells(old)) {
          addAllocation(old, now.get());
        }
      }
    }
    changes.sort(Comparator.comparingDouble(Change::factor).reversed());
  }

  public static void main(final String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: bench/compare <old run> <new run>");
      System.exit(REFUSED);
    }
    System.exit(print(Results.read(Path.of(args[0])), Results.read(Path.of(args[1]))));
  }

  /** Answers the exit status: 0 nothing got slower; 1 something did; 2 there is nothing to compare. */
  static int print(final Results old, final Results now) {
    final Comparison comparison = new Comparison(old, now);
    if (comparison.changes().isEmpty()) {
      System.err.println("compare: " + old.name() + " and " + now.name() + " have nothing in common");
      return REFUSED;
    }
    System.out.println("from " + old.name() + " to " + now.name() + ", as ratios to the limits measured in each");
    for (final Results run : List.of(old, now)) {
      run.reservation().ifPresent(text -> System.out.println(run.name() + ": " + text));
    }
    for (final String key : SAME_MACHINE) {
      final String was = old.machine(key).orElse("unknown");
      final String is = now.machine(key).orElse("unknown");
      if (!was.equals(is)) {
        System.out.println("not the same " + key + ": " + was + ", " + is);
      }
    }
    if (old.limits().isEmpty() || now.limits().isEmpty()) {
      System.out.println("one of them has no limits: only bytes can be compared");
    }
    final List<Change> slower = comparison.changes(Change.Kind.SLOWER);
    final List<Change> faster = comparison.changes(Change.Kind.FASTER);
    slower.forEach(System.out::println);
    faster.forEach(System.out::println);
    if (!comparison.gone().isEmpty()) {
      System.out.println("not in " + now.name() + ": " + String.join("; ", comparison.gone()));
    }
    System.out.printf(
        "%d slower, %d faster, %d the same within the noise%n",
        slower.size(), faster.size(), comparison.changes(Change.Kind.SAME).size());
    return slower.isEmpty() ? 0 : SLOWER;
  }

  /** The worst first. */
  List<Change> changes() {
    return changes;
  }

  List<Change> changes(final Change.Kind kind) {
    return changes.stream().filter(change -> change.kind() == kind).toList();
  }

  /** What the old run measured of Quell with JMH, and of limits, and the new one did not. */
  List<String> gone() {
    return gone;
  }

  private void addRow(final Row row) {
    final Standing old = Standing.of(row, before);
    final Standing now = Standing.of(row, after);
    if (old.quell().isEmpty() || now.quell().isEmpty()) {
      return;
    }
    final Measurement oldMain = before.find(row.quell().main()).orElseThrow();
    final Measurement nowMain = after.find(row.quell().main()).orElseThrow();
    final String figures = figures(row.unit(), old.quell().get(), now.quell().get());
    if (row.unit() == Unit.BYTES) {
      changes.add(new Change(row.path(), old.quell().get(), now.quell().get(), OF_BYTES, figures));
    } else if (row.unit() == Unit.NANOS && oldMain.isSame(nowMain)
        && old.toLimit().isPresent() && now.toLimit().isPresent()) {
      final String limits = figures(row.unit(), old.limit().orElseThrow(), now.limit().orElseThrow());
      changes.add(
          new Change(
              row.path(), old.toLimit().get(), now.toLimit().get(), noise(oldMain, nowMain),
              figures + "; limit " + limits));
      compared.add(oldMain);
    }
  }

  private static double noise(final Measurement old, final Measurement now) {
    return Math.min(old.forks(), now.forks()) < 2 ? UNKNOWN : DRIFT;
  }

  private static String figures(final Unit unit, final Spread old, final Spread now) {
    return unit.text(old.median()) + " -> " + unit.text(now.median());
  }

  private void addOthers() {
    final List<Measurement> limits = before.limits().stream().filter(limit -> now(limit).isPresent()).toList();
    if (limits.isEmpty()) {
      return;
    }
    final Spread oldYard = mean(limits);
    final Spread nowYard = mean(limits.stream().map(limit -> now(limit).orElseThrow()).toList());
    for (final Measurement old : before.all()) {
      if (isQuells(old) && !compared.contains(old)) {
        now(old).ifPresent(now -> changes.add(
            new Change(
                old.text(), old.value().over(oldYard), now.value().over(nowYard), noise(old, now),
                figures(Unit.NANOS, old.value(), now.value()))));
      }
    }
  }

  /**
   * What rounds to no bytes at all is the same. In a group, whose threads do different things, bytes for each operation
   * say how much each of them did.
   */
  private void addAllocation(final Measurement old, final Measurement now) {
    final boolean group = before.all().stream().anyMatch(other -> other.name().startsWith(old.name() + ":"));
    if (!group && !Double.isNaN(old.bytes() + now.bytes())) {
      final Spread oldBytes = Spread.ofOne(Math.max(HALF_A_BYTE, old.bytes()));
      final Spread nowBytes = Spread.ofOne(Math.max(HALF_A_BYTE, now.bytes()));
      final String figures = figures(Unit.BYTES, oldBytes, nowBytes);
      changes.add(new Change(old.text() + ", allocated", oldBytes, nowBytes, OF_ALLOCATION, figures));
    }
  }

  private Optional<Measurement> now(final Measurement old) {
    return after.all().stream().filter(old::isSame).findFirst();
  }

  private static Spread mean(final List<Measurement> all) {
    return new Spread(mean(all, Spread::median), mean(all, Spread::min), mean(all, Spread::max));
  }

  private static double mean(final List<Measurement> all, final ToDoubleFunction<Spread> of) {
    return Math.exp(all.stream().mapToDouble(one -> Math.log(of.applyAsDouble(one.value()))).average().orElseThrow());
  }

  private boolean isQuells(final Measurement measurement) {
    return measurement.forks() > 0
        && measurement.params().getOrDefault(Figure.SUBJECT, Standing.QUELL).equals(Standing.QUELL)
        && !measurement.name().startsWith(Results.LIMITS)
        && !references.contains(measurement.name());
  }

  /** What rows name besides Quell's own figures: limits, rivals, and what is subtracted. */
  private static Set<String> references() {
    final List<Row> rows = Headline.rows();
    final Set<String> own = rows.stream().map(row -> row.quell().main().word()).collect(Collectors.toSet());
    return rows.stream()
        .flatMap(row -> row.names().stream())
        .filter(name -> !own.contains(name))
        .collect(Collectors.toSet());
  }
}
