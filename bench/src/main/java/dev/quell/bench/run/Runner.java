package dev.quell.bench.run;

import dev.quell.bench.report.Line;
import dev.quell.bench.run.Plan.Step;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Runs what steps have and a folder has not. A job that fails keeps no other from running. */
final class Runner {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;

  private final RunFolder folder;
  private final boolean mustHold;
  private final PrintStream out;
  private final BooleanSupplier stopped;
  private final List<String> failures = new ArrayList<>();
  private int jobs;
  private int done;

  /** Planned seconds of what is left, and of what was run by this process, with the seconds that it took. */
  private double left;

  private double planned;
  private double took;

  /**
   * A runner.
   *
   * @param mustHold whether a claim that does not hold is a failure
   * @param stopped whether the process is about to end: then a failure is none
   */
  Runner(final RunFolder folder, final boolean mustHold, final PrintStream out, final BooleanSupplier stopped) {
    this.folder = folder;
    this.mustHold = mustHold;
    this.out = out;
    this.stopped = stopped;
  }

  /** Runs; answers what failed, of earlier steps too. */
  List<String> run(final List<Step> steps) throws IOException, InterruptedException {
    int before = 0;
    for (final Step step : steps) {
      for (final Job job : step.jobs()) {
        final boolean had = folder.has(step, job);
        jobs++;
        before += had ? 1 : 0;
        left += had ? 0 : job.plannedSeconds();
      }
    }
    done += before;
    if (before > 0) {
      out.printf("%d of %d were run before; going on%n", before, jobs);
    }
    for (final Step step : steps) {
      for (final Job job : step.jobs()) {
        if (!folder.has(step, job)) {
          run(step, job);
        }
      }
    }
    return failures;
  }

  private void run(final Step step, final Job job) throws IOException, InterruptedException {
    final double estimate = planned > 0 ? left * took / planned : left;
    out.printf("[%d of %d, %s left] %s: %s%n", done + 1, jobs, text(estimate), step.file(), job.name());
    final Conditions conditions = new Conditions();
    final long start = System.nanoTime();
    String failure = null;
    Job.Outcome outcome = null;
    try {
      outcome = job.work().run(folder.log(job), out);
      failure = mustHold && !outcome.held() ? outcome.summary() : null;
    } catch (final Job.Failed e) {
      failure = e.getMessage();
    }
    final double seconds = (System.nanoTime() - start) / 1e9;
    if (failure == null) {
      final Line line = conditions.addTo(Line.of("took").with("step", step.file()));
      folder.keep(step, job, outcome.text(), Line.parse(line + " job=" + job.name()));
      out.printf("    %s, %s%n", outcome.summary(), text(seconds));
    } else if (stopped.getAsBoolean()) {
      throw new InterruptedException();
    } else {
      failures.add(step.file() + ": " + job.name() + ": " + failure);
      out.printf("    FAILED: %s; see %s%n", failure, folder.log(job));
    }
    done++;
    left -= job.plannedSeconds();
    planned += job.plannedSeconds();
    took += seconds;
  }

  static String text(final double seconds) {
    final long minutes = Math.round(seconds / MINUTE);
    return seconds < 3 * MINUTE ? String.format(Locale.ROOT, "%.0f s", Math.max(0, seconds))
        : seconds < 2 * HOUR ? minutes + " min"
        : String.format(Locale.ROOT, "%d h %02d min", minutes / MINUTE, minutes % MINUTE);
  }
}
