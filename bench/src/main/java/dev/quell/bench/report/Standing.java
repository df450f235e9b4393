package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a row stands in a run.
 *
 * @param rivalName of the best rival that was measured
 * @param alike what Quell takes through the interface through which that rival was called, which costs both something;
 *     Quell's own figure if there is no such interface
 * @param bytes allocated for each operation; NaN if that was not measured
 * @param reservations why the aim is not judged
 */
record Standing(
    Row row,
    Optional<Spread> quell,
    Optional<Spread> limit,
    String rivalName,
    Optional<Spread> rival,
    Optional<Spread> alike,
    double bytes,
    List<String> reservations) {

  static final String QUELL = "quell";
  static final long FULL_SESSIONS = 1_000_000;

  private static final long FULL_MANY = 10_000_000;
  private static final int FORKS = 3;

  /** Whether an aim is met; {@code MOSTLY} by the median, but not by every fork or run. */
  enum Verdict {
    NO_AIM(""),
    NOT_MEASURED("not measured"),
    NOT_JUDGED("not judged"),
    MET("yes"),
    MOSTLY("not in every fork"),
    MISSED("**no**");

    final String text;

    Verdict(final String text) {
      this.text = text;
    }
  }

  /** How Quell stands to the best rival: level if the ranges of the forks touch. */
  enum Race {
    ALONE(""),
    AHEAD("Quell"),
    LEVEL("level"),
    BEHIND("**the rival**");

    final String text;

    Race(final String text) {
      this.text = text;
    }
  }

  private record Rival(String name, Spread value, Optional<Spread> alike) {}

  /** Of all rows that were measured. */
  static List<Standing> all(final Results results) {
    return Headline.rows().stream().map(row -> of(row, results)).filter(one -> one.quell.isPresent()).toList();
  }

  static Standing of(final Row row, final Results results) {
    final Optional<Measurement> main = results.find(row.quell().main());
    final double sessions =
        main.map(found -> found.params().get("sessions")).map(Double::parseDouble).orElse((double) FULL_SESSIONS);
    final Optional<Spread> quell = row.quell().in(results, sessions);
    final Optional<Rival> best =
        row.rivals().entrySet().stream()
            .flatMap(rival -> measured(rival, results, sessions, quell))
            .min(Comparator.comparingDouble(rival -> rival.value.median()));
    return new Standing(
        row,
        quell,
        Optional.ofNullable(row.limit()).flatMap(limit -> limit.in(results, sessions)),
        best.map(Rival::name).orElse(""),
        best.map(Rival::value),
        best.flatMap(Rival::alike),
        main.map(Measurement::bytes).orElse(Double.NaN),
        main.map(Standing::reservations).orElse(List.of()));
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
      return figure.in(results, sessions)
          .map(value -> new Rival(named.getKey(), value, quell))
          .stream();
    }
    final Optional<Spread> alike = figure.ofSubject(QUELL).in(results, sessions);
    return subjects.stream()
        .filter(name -> !name.equals(QUELL))
        .flatMap(name -> figure.ofSubject(name).in(results, sessions)
            .map(value -> new Rival(name, value, alike))
            .stream());
  }

  private static List<String> reservations(final Measurement main) {
    final List<String> reservations = new ArrayList<>();
    Map.of("sessions", FULL_SESSIONS, "many", FULL_MANY).forEach((param, full) -> {
      final String size = main.params().get(param);
      if (size != null && Long.parseLong(size) != full) {
        reservations.add(String.format(Locale.ROOT, "%,d sessions", Long.parseLong(size)));
      }
    });
    if (main.forks() > 0 && main.forks() < FORKS) {
      reservations.add("forks: " + main.forks());
    }
    return reservations;
  }

  Verdict verdict() {
    final Row.Aim aim = row.aim();
    if (aim.equals(Row.Aim.NONE)) {
      return Verdict.NO_AIM;
    }
    final double ratio = toLimit().map(Spread::median).orElse(Double.NaN);
    if (quell.isEmpty() || !aim.canBeJudged(bytes, ratio)) {
      return Verdict.NOT_MEASURED;
    }
    if (!reservations.isEmpty()) {
      return Verdict.NOT_JUDGED;
    }
    if (!aim.isMet(quell.get().median(), bytes, ratio)) {
      return Verdict.MISSED;
    }
    final double worst = limit.map(value -> quell.get().max() / value.min()).orElse(Double.NaN);
    return aim.isMet(quell.get().max(), bytes, worst) ? Verdict.MET : Verdict.MOSTLY;
  }

  Optional<Spread> toLimit() {
    return quell.flatMap(ours -> limit.map(ours::over));
  }

  /** Of both called in the same way. */
  Optional<Spread> toRival() {
    return alike.flatMap(ours -> rival.map(ours::over));
  }

  Race race() {
    if (alike.isEmpty() || rival.isEmpty()) {
      return Race.ALONE;
    }
    return alike.get().max() < rival.get().min() ? Race.AHEAD
        : alike.get().min() > rival.get().max() ? Race.BEHIND
        : Race.LEVEL;
  }
}
