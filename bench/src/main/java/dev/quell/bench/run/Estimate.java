package dev.quell.bench.run;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How long the rest takes: what was planned for it, times how much longer than planned the jobs of the same step took
 * so far, or those of all steps where its own has none.
 */
final class Estimate {
  private static final int MINUTE = 60;
  private static final int MINUTES_BY_SECONDS = 3;
  private static final int HOUR = 3_600;
  private static final int HOURS_BY_MINUTES = 2;

  private static final class Sum {
    double planned;
    double took;
    double left;

    double factor() {
      return took / planned;
    }
  }

  private final Map<String, Sum> steps = new HashMap<>();
  private final Sum all = new Sum();

  private Sum of(final Step step) {
    return steps.computeIfAbsent(step.name(), name -> new Sum());
  }

  void isLeft(final Step step, final Job job) {
    of(step).left += job.plannedSeconds();
  }

  /** It has been left until now. */
  void wasRun(final Step step, final Job job, final double seconds) {
    of(step).left -= job.plannedSeconds();
    took(step, job, seconds);
  }

  /** It was run before this run went on. */
  void took(final Step step, final Job job, final double seconds) {
    for (final Sum sum : new Sum[] {of(step), all}) {
      sum.planned += job.plannedSeconds();
      sum.took += seconds;
    }
  }

  double secondsLeft() {
    final double usual = all.planned > 0 ? all.factor() : 1;
    return steps.values().stream().mapToDouble(sum -> sum.left * (sum.planned > 0 ? sum.factor() : usual)).sum();
  }

  @Override
  public String toString() {
    return text(secondsLeft());
  }

  static String text(final double seconds) {
    if (seconds < MINUTES_BY_SECONDS * MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", Math.max(0, seconds));
    }
    final long minutes = Math.round(seconds / MINUTE);
    return seconds < HOURS_BY_MINUTES * HOUR
        ? minutes + " min"
        : String.format(Locale.ROOT, "%d h %02d min", minutes / MINUTE, minutes % MINUTE);
  }
}
