package dev.quell.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A number made of measurements, written as {@code KillBenchmark.byUuid - FindBeginEndBenchmark.orderAlone} or as
 * {@code 90 * A.load size=8 + 10 * A.cas}; the factor {@code sessions} is how many sessions the row has.
 */
public record Figure(List<Term> terms) {
  static final String SUBJECT = "subject";

  private static final String SESSIONS = "sessions";
  private static final Pattern NEXT_TERM = Pattern.compile(" (?=[+-] )");
  private static final Pattern TIMES = Pattern.compile(" \\* ");

  /** A measurement and what it is multiplied by. */
  record Term(Line what, double factor, boolean perSession) {
    static Term parse(final String text) {
      final String[] parts = TIMES.split(text.replaceFirst("^[+-] ", ""));
      double factor = text.startsWith("- ") ? -1 : 1;
      boolean perSession = false;
      for (int i = 0; i < parts.length - 1; i++) {
        perSession |= parts[i].equals(SESSIONS);
        factor *= parts[i].equals(SESSIONS) ? 1 : Double.parseDouble(parts[i]);
      }
      return new Term(Line.parse(parts[parts.length - 1]), factor, perSession);
    }

    Spread times(final Spread value, final double sessions) {
      return value.times(perSession ? factor * sessions : factor);
    }
  }

  public static Figure of(final String text) {
    return new Figure(NEXT_TERM.splitAsStream(text).map(Term::parse).toList());
  }

  /** The same with the first measurement of this subject. */
  Figure ofSubject(final String subject) {
    final List<Term> others = new ArrayList<>(terms);
    final Line what = Line.parse(main().toString()).with(SUBJECT, subject);
    others.set(0, new Term(what, terms.get(0).factor, terms.get(0).perSession));
    return new Figure(others);
  }

  /** The measurement whose forks, sessions and allocation count. */
  Line main() {
    return terms.get(0).what;
  }

  /** All measurements. */
  List<Line> parts() {
    return terms.stream().map(Term::what).toList();
  }

  /** Empty if a part was not measured. */
  Optional<Spread> in(final Results results, final double sessions) {
    Spread sum = null;
    for (final Term term : terms) {
      final Optional<Measurement> part = results.find(term.what);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      final Spread value = term.times(part.get().value(), sessions);
      sum = sum == null ? value : sum.plus(value);
    }
    return Optional.of(sum);
  }
}
