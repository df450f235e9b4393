package dev.quell.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Runs what a plan has and its folder has not. A job that fails keeps no other from running. */
final class Runner {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;

  private final Plan plan;
  private final RunFolder folder;
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
   * @param stopped whether the process is about to end: then a failure is none
   */
  Runner(final Plan plan, final RunFolder folder, final PrintStream out, final BooleanSupplier stopped) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.stopped = stopped;
  }

  /** Runs; answers what failed. */
  List<String> run() throws IOException, InterruptedException {
    for (final Step step : plan.steps()) {
      for (final Job job : step.jobs()) {
        jobs++;
        done += folder.has(step, job) ? 1 : 0;
        left += folder.has(step, job) ? 0 : job.plannedSeconds();
      }
    }
    if (done > 0) {
      out.printf("%d of %d were run before; going on%n", done, jobs);
    }
    for (final Step step : plan.steps()) {
      final int failed = failures.size();
      for (final Job job : step.jobs()) {
        if (!folder.has(step, job)) {
          run(step, job);
        }
      }
      if (!folder.has(step) && failures.size() == failed) {
        folder.finish(step);
      }
    }
    return failures;
  }

  private void run(final Step step, final Job job) throws IOException, InterruptedException {
    final double estimate = planned > 0 ? left * took / planned : left;
    out.printf("[%d of %d, %s left] %s: %s%n", done + 1, jobs, text(estimate), step.name(), job.name());
    final long start = System.nanoTime();
    String failure = null;
    Job.Outcome outcome = null;
    try {
      outcome = job.work().run(folder.log(step, job), out);
      failure = plan.mustHold() && !outcome.held() ? outcome.summary() : null;
    } catch (final Job.Failed e) {
      failure = e.getMessage();
    }
    final double seconds = (System.nanoTime() - start) / 1e9;
    if (failure == null) {
      folder.keep(step, job, outcome.text());
      out.printf("    %s, %s%n", outcome.summary(), text(seconds));
    } else if (stopped.getAsBoolean()) {
      throw new InterruptedException();
    } else {
      failures.add(step.name() + ": " + job.name() + ": " + failure);
      out.printf("    FAILED: %s; see %s%n", failure, folder.log(step, job));
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
