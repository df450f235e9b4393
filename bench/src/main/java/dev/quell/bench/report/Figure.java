package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A number made of what was measured: a sum of measurements, each times a factor. */
public final class Figure {

  private record Term(Line what, double factor, double factorPerSession) {
    double factor(final double sessions) {
      return factor + factorPerSession * sessions;
    }
  }

  static final String SUBJECT = "subject";

  private final List<Term> terms;

  private Figure(final List<Term> terms) {
    this.terms = terms;
  }

  /** What is measured, such as {@code KillBenchmark.byUid} or {@code Some.benchmark param=value}. */
  public static Figure of(final String what) {
    return of(what, 1);
  }

  public static Figure of(final String what, final double times) {
    return new Figure(List.of(new Term(Line.parse(what), times, 0)));
  }

  /** What is measured, times a share of the number of sessions. */
  public static Figure perSession(final String what, final double times) {
    return new Figure(List.of(new Term(Line.parse(what), 0, times)));
  }

  public Figure plus(final String what, final double times) {
    final List<Term> more = new ArrayList<>(terms);
    more.add(new Term(Line.parse(what), times, 0));
    return new Figure(more);
  }

  public Figure less(final String what) {
    return plus(what, -1);
  }

  /** The same with the first measurement of this subject. */
  Figure ofSubject(final String subject) {
    final List<Term> others = new ArrayList<>(terms);
    final Term first = others.get(0);
    final Line what = Line.parse(first.what.toString()).with(SUBJECT, subject);
    others.set(0, new Term(what, first.factor, first.factorPerSession));
    return new Figure(others);
  }

  /** The measurements that it is made of. */
  public List<Line> parts() {
    return terms.stream().map(Term::what).toList();
  }

  /** The one whose forks and allocation count. */
  public Line main() {
    return terms.get(0).what;
  }

  /** Whether no part was still getting faster while it was measured. */
  boolean isSettled(final Results results) {
    return terms.stream().allMatch(term -> results.find(term.what).map(Measurement::settled).orElse(true));
  }

  /** Empty if a part was not measured. */
  public Optional<Spread> in(final Results results, final double sessions) {
    Spread sum = null;
    for (final Term term : terms) {
      final Optional<Measurement> part = results.find(term.what);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      final Spread value = part.get().value().times(term.factor(sessions));
      sum = sum == null ? value : sum.plus(value);
    }
    return Optional.of(sum);
  }
}
