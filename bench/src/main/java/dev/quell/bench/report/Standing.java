package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How a row stands in a run.
 *
 * @param peerName of the best peer that was measured, or of any if none was
 * @param beside what Quell takes where that peer was measured: called through the same interface, which costs both
 *     something; or {@code quell} if there is no such interface
 * @param bytes allocated for each operation; NaN if that was not measured
 * @param verdict about the aim
 * @param reservations why the aim is not judged
 * @param unsettled what of Quell, the limit, and the best peer and Quell beside it was still getting faster
 */
record Standing(
    Row row,
    Optional<Spread> limit,
    String peerName,
    Optional<Spread> peer,
    Optional<Spread> beside,
    Optional<Spread> quell,
    double bytes,
    Verdict verdict,
    List<String> reservations,
    List<String> unsettled) {

  static final String QUELL = "quell";

  private static final int FORKS = 3;
  private static final String SESSIONS = "sessions";
  private static final String MANY = "many";
  static final long FULL_SESSIONS = 1_000_000;
  private static final long FULL_MANY = 10_000_000;

  /** Whether an aim is met. */
  enum Verdict {
    NO_AIM,
    NOT_MEASURED,
    NOT_JUDGED,
    MET,
    /** By the median, and not by every fork or run. */
    MET_MOSTLY,
    MISSED
  }

  /** How Quell stands beside the best peer. */
  enum Beside {
    NOBODY,
    AHEAD,
    LEVEL,
    BEHIND
  }

  private record Peer(String name, Optional<Spread> value, Optional<Spread> beside, List<Figure> figures) {}

  /** Of all rows of the headline. */
  static List<Standing> all(final RunData run) {
    return HeadlineRows.all().stream().map(row -> of(row, run.results())).toList();
  }

  static Standing of(final Row row, final Results results) {
    final Optional<Measurement> main = results.find(row.quell().main());
    final double sessions = main.map(Standing::sessions).orElse((double) FULL_SESSIONS);
    final Optional<Spread> quell = row.quell().in(results, sessions);
    final Optional<Spread> limit = row.limit() == null ? Optional.empty() : row.limit().figure().in(results, sessions);
    final Peer peer = best(row, results, sessions, quell);
    final double bytes = main.map(Measurement::bytes).orElse(OptionalDouble.empty()).orElse(Double.NaN);
    final List<String> reservations = main.map(Standing::reservations).orElse(List.of());
    final Verdict verdict = verdict(row.aim(), quell, limit, bytes, reservations);
    return new Standing(
        row, limit, peer.name, peer.value, peer.beside, quell, bytes, verdict, reservations,
        unsettled(row, peer, results));
  }

  private static List<String> unsettled(final Row row, final Peer peer, final Results results) {
    final List<String> names = new ArrayList<>();
    if (!row.quell().isSettled(results)) {
      names.add("Quell");
    }
    if (row.limit() != null && !row.limit().figure().isSettled(results)) {
      names.add("the limit");
    }
    if (!peer.figures.stream().allMatch(figure -> figure.isSettled(results))) {
      names.add("the comparison with the peer");
    }
    return names;
  }

  private static double sessions(final Measurement main) {
    return Double.parseDouble(main.params().getOrDefault(SESSIONS, "" + FULL_SESSIONS));
  }

  private static Peer best(
      final Row row, final Results results, final double sessions, final Optional<Spread> quell) {
    return row.peers().stream()
        .flatMap(peer -> measured(peer, results, sessions, quell))
        .min((a, b) -> Double.compare(orWorst(a), orWorst(b)))
        .orElse(new Peer("no other subject", Optional.empty(), Optional.empty(), List.of()));
  }

  private static Stream<Peer> measured(
      final Row.Named peer, final Results results, final double sessions, final Optional<Spread> quell) {
    final Figure figure = peer.figure();
    final List<String> subjects = results.subjects(figure.main());
    if (subjects.isEmpty()) {
      return Stream.of(new Peer(peer.name(), figure.in(results, sessions), quell, List.of(figure)));
    }
    final Figure likewise = figure.ofSubject(QUELL);
    final Optional<Spread> beside = likewise.in(results, sessions);
    return subjects.stream()
        .filter(name -> !name.equals(QUELL))
        .map(
            name -> {
              final Figure theirs = figure.ofSubject(name);
              return new Peer(name, theirs.in(results, sessions), beside, List.of(theirs, likewise));
            });
  }

  private static double orWorst(final Peer peer) {
    return peer.value.map(Spread::median).orElse(Double.POSITIVE_INFINITY);
  }

  private static Verdict verdict(
      final Aim aim,
      final Optional<Spread> quell,
      final Optional<Spread> limit,
      final double bytes,
      final List<String> reservations) {
    final double toLimit = ratio(quell, limit).orElse(Double.NaN);
    if (aim.isNone()) {
      return Verdict.NO_AIM;
    }
    if (quell.isEmpty() || !aim.canBeJudged(bytes, toLimit)) {
      return Verdict.NOT_MEASURED;
    }
    if (!reservations.isEmpty()) {
      return Verdict.NOT_JUDGED;
    }
    if (!aim.isMet(quell.get().median(), bytes, toLimit)) {
      return Verdict.MISSED;
    }
    final double worstToLimit = limit.map(value -> quell.get().max() / value.min()).orElse(Double.NaN);
    return aim.isMet(quell.get().max(), bytes, worstToLimit) ? Verdict.MET : Verdict.MET_MOSTLY;
  }

  /** Why a figure is not one that aims are for. */
  private static List<String> reservations(final Measurement main) {
    final List<String> reservations = new ArrayList<>();
    size(main, SESSIONS, FULL_SESSIONS).ifPresent(reservations::add);
    size(main, MANY, FULL_MANY).ifPresent(reservations::add);
    if (main.forks() > 0 && main.forks() < FORKS) {
      reservations.add("forks: " + main.forks());
    }
    return reservations;
  }

  private static Optional<String> size(final Measurement main, final String param, final long full) {
    return Optional.ofNullable(main.params().get(param))
        .map(Long::parseLong)
        .filter(size -> size != full)
        .map(size -> String.format(Locale.ROOT, "%,d sessions", size));
  }

  private static Optional<Double> ratio(final Optional<Spread> quell, final Optional<Spread> other) {
    return quell.flatMap(ours -> other.map(theirs -> ours.median() / theirs.median()));
  }

  /** For a reader; empty if all had settled. */
  Optional<String> remark() {
    return unsettled.isEmpty()
        ? Optional.empty()
        : Optional.of("still getting faster: " + String.join(", ", unsettled));
  }

  Optional<Double> toLimit() {
    return ratio(quell, limit);
  }

  /** Of both called in the same way. */
  Optional<Double> toPeer() {
    return ratio(beside, peer);
  }

  /** Whether Quell's own benchmark of the path is another one than the peers'. */
  boolean isBesideElsewhere() {
    return beside.isPresent() && !beside.equals(quell);
  }

  /** Level if the ranges of the forks touch. */
  Beside besidePeer() {
    if (beside.isEmpty() || peer.isEmpty()) {
      return Beside.NOBODY;
    }
    final Spread ours = beside.get();
    final Spread theirs = peer.get();
    return ours.max() < theirs.min() ? Beside.AHEAD : ours.min() > theirs.max() ? Beside.BEHIND : Beside.LEVEL;
  }

  /** Whether all that the row shows was measured. */
  boolean isComplete() {
    return quell.isPresent()
        && (row.limit() == null || limit.isPresent())
        && (row.peers().isEmpty() || toPeer().isPresent());
  }
}
