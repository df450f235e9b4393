package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changed between two runs: rows of the headline as ratios to the limits of their rows, Quell's other benchmarks
 * as ratios to the geometric mean of all limits that both runs measured, bytes held and allocated as they are. What
 * programs measure is left out but for the bytes: the noise of latencies and of threads that wake is greater than any
 * change.
 */
final class Comparison {
  /** Drift between runs of the same jar, beyond what the forks of one run show; set by hand. */
  private static final double DRIFT = 1.1;

  /** For a figure of a single fork, whose noise is not known. */
  private static final double UNKNOWN = 1.5;

  private static final double OF_BYTES = 1.02;

  /** Two compilations of the same code do not always save the same allocations. */
  private static final double OF_ALLOCATION = 1.1;

  /** JMH's own allocations, spread over the operations of an iteration, are less than that. */
  private static final double HALF_A_BYTE = 0.5;
  private static final int FORKS = 2;

  private record Key(String name, Map<String, String> params) {
    static Key of(final Measurement measurement) {
      return new Key(measurement.name(), measurement.identity());
    }
  }

  private final Results before;
  private final Results after;
  private final Set<String> references = references();
  private final List<Change> changes = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();

  Comparison(final Results before, final Results after) {
    this.before = before;
    this.after = after;
    final Set<Key> done =
        HeadlineRows.all().stream().flatMap(row -> addRow(row).stream()).collect(Collectors.toSet());
    addOthers(done);
    before.all().stream()
        .filter(old -> isQuells(old) && !old.isOfThread())
        .forEach(old -> pair(old).ifPresentOrElse(pair -> addAllocation(pair[0], pair[1]), () -> gone.add(text(old))));
    before.limits().stream()
        .filter(old -> !old.isOfThread() && pair(old).isEmpty())
        .forEach(old -> gone.add(text(old)));
    changes.sort(Comparator.comparingDouble(Change::factor).reversed());
  }

  /** The worst first. */
  List<Change> changes() {
    return changes;
  }

  /** What the old run measured of Quell with JMH, and of limits, and the new one did not. */
  List<String> gone() {
    return gone;
  }

  List<Change> changes(final Change.Kind kind) {
    return changes.stream().filter(change -> change.kind() == kind).toList();
  }

  /** Answers what is compared with it. */
  private Optional<Key> addRow(final Row row) {
    final Standing old = Standing.of(row, before);
    final Standing now = Standing.of(row, after);
    final Optional<Measurement> oldMain = before.find(row.quell().main());
    final Optional<Measurement> nowMain = after.find(row.quell().main());
    final boolean same = oldMain.isPresent() && oldMain.map(Key::of).equals(nowMain.map(Key::of));
    if (row.unit() == Unit.BYTES && old.quell().isPresent() && now.quell().isPresent()) {
      final String figures = figures(row.unit(), old.quell().get(), now.quell().get());
      changes.add(new Change(row.path(), old.quell().get(), now.quell().get(), OF_BYTES, figures));
    }
    if (row.unit() != Unit.NANOS || !same || old.toLimit().isEmpty() || now.toLimit().isEmpty()) {
      return Optional.empty();
    }
    changes.add(
        new Change(
            row.path(),
            old.quell().orElseThrow().over(old.limit().orElseThrow()),
            now.quell().orElseThrow().over(now.limit().orElseThrow()),
            noise(oldMain.get(), nowMain.orElseThrow()),
            figures(row.unit(), old.quell().get(), now.quell().get())
                + "; limit " + figures(row.unit(), old.limit().get(), now.limit().get())));
    return oldMain.map(Key::of);
  }

  private static double noise(final Measurement old, final Measurement now) {
    return Math.min(old.forks(), now.forks()) < FORKS ? UNKNOWN : DRIFT;
  }

  private static String figures(final Unit unit, final Spread old, final Spread now) {
    return unit.text(old.median()) + " -> " + unit.text(now.median());
  }

  private void addOthers(final Set<Key> done) {
    final List<Measurement[]> limits = before.limits().stream().flatMap(limit -> pair(limit).stream()).toList();
    if (limits.isEmpty()) {
      return;
    }
    final Spread oldYard = mean(limits.stream().map(pair -> pair[0].value()).toList());
    final Spread nowYard = mean(limits.stream().map(pair -> pair[1].value()).toList());
    for (final Measurement old : before.all()) {
      if (isQuells(old) && !done.contains(Key.of(old))) {
        pair(old).ifPresent(pair -> addOther(pair[0], pair[1], oldYard, nowYard));
      }
    }
  }

  private void addOther(final Measurement old, final Measurement now, final Spread oldYard, final Spread nowYard) {
    changes.add(
        new Change(
            text(old),
            old.value().over(oldYard),
            now.value().over(nowYard),
            noise(old, now),
            figures(Unit.NANOS, old.value(), now.value())));
  }

  /**
   * What rounds to no bytes at all is all the same. In a group, whose threads do different things, bytes for each
   * operation say how much each of them did.
   */
  private void addAllocation(final Measurement old, final Measurement now) {
    final boolean group = before.all().stream().anyMatch(other -> other.name().startsWith(old.name() + ":"));
    if (!group && old.bytes().isPresent() && now.bytes().isPresent()) {
      final Spread oldBytes = Spread.ofOne(Math.max(HALF_A_BYTE, old.bytes().getAsDouble()));
      final Spread newBytes = Spread.ofOne(Math.max(HALF_A_BYTE, now.bytes().getAsDouble()));
      final String figures = figures(Unit.BYTES, oldBytes, newBytes);
      changes.add(new Change(text(old) + ", allocated", oldBytes, newBytes, OF_ALLOCATION, figures));
    }
  }

  private static String text(final Measurement measurement) {
    return (measurement.name() + " " + measurement.paramsText()).strip();
  }

  /** The measurement of the old run, and that of the new one. */
  private Optional<Measurement[]> pair(final Measurement old) {
    return after.all().stream()
        .filter(now -> Key.of(now).equals(Key.of(old)))
        .findFirst()
        .map(now -> new Measurement[] {old, now});
  }

  private static Spread mean(final List<Spread> spreads) {
    return new Spread(mean(spreads, Spread::median), mean(spreads, Spread::min), mean(spreads, Spread::max));
  }

  private static double mean(final List<Spread> spreads, final ToDoubleFunction<Spread> of) {
    return Math.exp(spreads.stream().mapToDouble(spread -> Math.log(of.applyAsDouble(spread))).average().orElseThrow());
  }

  private boolean isQuells(final Measurement measurement) {
    return measurement.forks() > 0
        && measurement.params().getOrDefault(Figure.SUBJECT, Standing.QUELL).equals(Standing.QUELL)
        && !measurement.name().startsWith(Results.LIMITS)
        && !references.contains(measurement.name());
  }

  /** What rows name beside Quell: limits, peers, what is subtracted. */
  private static Set<String> references() {
    return HeadlineRows.all().stream()
        .flatMap(row -> Stream.concat(row.parts().stream().skip(1), row.quell().parts().stream().skip(1)))
        .map(Line::word)
        .filter(word -> HeadlineRows.all().stream().noneMatch(row -> row.quell().main().word().equals(word)))
        .collect(Collectors.toSet());
  }
}
