package dev.quell.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a row stands in a run.
 *
 * @param rivalName of the best rival that was measured
 * @param alike what Quell takes through the interface through which rivals are called, which costs both something;
 *     Quell's own figure if there is no such interface
 * @param mongod what mongod's algorithm takes
 * @param main the measurement of Quell that its forks and its allocation are taken from
 */
record Standing(
    Row row,
    Optional<Spread> quell,
    Optional<Spread> limit,
    String rivalName,
    Optional<Spread> rival,
    Optional<Spread> alike,
    Optional<Spread> mongod,
    Optional<Measurement> main) {

  static final String QUELL = "quell";
  static final String MONGOD = "scanMutex";

  private static final int FORKS = 3;

  /** Quell's own benchmark and the rivals' may differ by this factor; if by more, something else was measured. */
  private static final double DOORS = 2;

  /** Whether an aim is met; {@code MOSTLY} by the median, but not by every fork or run. */
  enum Verdict {
    NONE,
    NOT_JUDGED,
    MET,
    MOSTLY,
    MISSED
  }

  /** How Quell stands to the best rival: level if the ranges of the forks touch. */
  enum Race {
    ALONE,
    AHEAD,
    LEVEL,
    BEHIND
  }

  private record Rival(String name, Spread value, Optional<Spread> alike) {}

  /** Of those rows that were measured. */
  static List<Standing> all(final List<Row> rows, final Results results) {
    return rows.stream().map(row -> of(row, results)).filter(one -> one.quell.isPresent()).toList();
  }

  static Standing of(final Row row, final Results results) {
    final Optional<Measurement> main = results.find(row.quell().main());
    final double sessions =
        main.map(found -> found.params().get("sessions")).map(Double::parseDouble).orElse(Results.FULL_SESSIONS);
    final Optional<Spread> quell = row.quell().in(results, sessions);
    final List<Rival> rivals =
        row.rivals().entrySet().stream().flatMap(rival -> measured(rival, results, sessions, quell)).toList();
    final Optional<Rival> best = rivals.stream().min(Comparator.comparingDouble(rival -> rival.value.median()));
    return new Standing(
        row,
        quell,
        Optional.ofNullable(row.limit()).flatMap(limit -> limit.in(results, sessions)),
        best.map(Rival::name).orElse(""),
        best.map(Rival::value),
        best.flatMap(Rival::alike),
        rivals.stream().filter(rival -> rival.name.equals(MONGOD)).map(Rival::value).findFirst(),
        main);
  }

  /** The rival of this name, or each subject that was measured. */
  private static Stream<Rival> measured(
      final Map.Entry<String, Figure> named,
      final Results results,
      final double sessions,
      final Optional<Spread> quell) {
    final Figure figure = named.getValue();
    final List<String> subjects = results.subjects(figure.main());
    if (subjects.isEmpty()) {
      return figure.in(results, sessions).map(value -> new Rival(named.getKey(), value, quell)).stream();
    }
    final Optional<Spread> alike = figure.ofSubject(QUELL).in(results, sessions);
    return subjects.stream()
        .filter(name -> !name.equals(QUELL))
        .flatMap(name -> figure.ofSubject(name).in(results, sessions)
            .map(value -> new Rival(name, value, alike))
            .stream());
  }

  /** Whether Quell's two figures differ by more than a call through an interface can cost. */
  boolean isDoubtful() {
    final double ratio = quell.flatMap(own -> alike.map(own::over)).map(Spread::median).orElse(1.0);
    return ratio > DOORS || ratio < 1 / DOORS;
  }

  /** Not judged is what was measured at another size, or in fewer forks, than the aim is for. */
  Verdict verdict() {
    final Row.Aim aim = row.aim();
    final double ratio = toLimit().map(Spread::median).orElse(Double.NaN);
    final double bytes = main.map(Measurement::bytes).orElse(Double.NaN);
    if (quell.isEmpty() || aim.text(row.unit()).isEmpty() || aim.toLimit() < Row.Aim.ANY && limit.isEmpty()) {
      return Verdict.NONE;
    }
    if (main
        .filter(one -> one.forks() > 0 && one.forks() < FORKS || !Results.isUsualSize(one.params(), row.quell().main()))
        .isPresent()) {
      return Verdict.NOT_JUDGED;
    }
    if (aim.isMissed(quell.get().median(), bytes, ratio)) {
      return Verdict.MISSED;
    }
    final double worst = limit.map(value -> quell.get().max() / value.min()).orElse(Double.NaN);
    return aim.isMissed(quell.get().max(), bytes, worst) ? Verdict.MOSTLY : Verdict.MET;
  }

  Optional<Spread> toLimit() {
    return quell.flatMap(ours -> limit.map(ours::over));
  }

  Race race() {
    if (alike.isEmpty() || rival.isEmpty()) {
      return Race.ALONE;
    }
    return alike.get().max() < rival.get().min() ? Race.AHEAD
        : alike.get().min() > rival.get().max() ? Race.BEHIND
        : Race.LEVEL;
  }

  /** As the rivals are called, if they are. */
  Optional<Spread> comparable() {
    return alike.isPresent() ? alike : quell;
  }

  /** Whether a job of the row was disturbed, and whether Quell's figures by two ways differ. */
  String marks(final Results results) {
    final boolean disturbed = results.disturbed().stream()
        .anyMatch(job -> row.parts().stream().anyMatch(part -> isOf(job, part)));
    return (disturbed ? " †" : "") + (isDoubtful() ? " ‡" : "");
  }

  private static boolean isOf(final Line job, final Line part) {
    return part.word().replaceFirst(":.*", "").equals(job.value("job"))
        && Results.isUsual(job.values(), part)
        && part.values().entrySet().stream()
            .allMatch(param -> param.getValue().equals(job.values().getOrDefault(param.getKey(), param.getValue())));
  }
}
