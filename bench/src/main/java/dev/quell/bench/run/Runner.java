package dev.quell.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Runs what a plan has and its folder has not. A job that fails keeps no other from running. */
final class Runner {
  private final Plan plan;
  private final RunFolder folder;
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final BooleanSupplier stopped;
  private final Estimate left = new Estimate();
  private final List<String> failures = new ArrayList<>();
  private int jobs;
  private int done;

  /**
   * A runner.
   *
   * @param stopped whether the process is about to end: then a failure is none
   */
  Runner(
      final Plan plan,
      final RunFolder folder,
      final PrintStream out,
      final LongSupplier nanoTime,
      final BooleanSupplier stopped) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.nanoTime = nanoTime;
    this.stopped = stopped;
  }

  /** Runs; answers what failed. */
  List<String> run() throws IOException, InterruptedException {
    for (final Step step : plan.steps()) {
      for (final Job job : step.jobs()) {
        count(step, job);
      }
    }
    if (done > 0) {
      out.printf("%d of %d were run before; going on%n", done, jobs);
    }
    for (final Step step : plan.steps()) {
      if (!folder.isFinished(step)) {
        run(step);
      }
    }
    return failures;
  }

  private void count(final Step step, final Job job) {
    jobs++;
    if (folder.isFinished(step, job)) {
      done++;
      folder.seconds(step, job).ifPresent(seconds -> left.took(step, job, seconds));
    } else {
      left.isLeft(step, job);
    }
  }

  private void run(final Step step) throws IOException, InterruptedException {
    final int failed = failures.size();
    for (final Job job : step.jobs()) {
      if (!folder.isFinished(step, job)) {
        run(step, job);
      }
    }
    if (failures.size() == failed) {
      folder.finish(step);
    }
  }

  private void run(final Step step, final Job job) throws IOException, InterruptedException {
    out.printf("[%d of %d, %s left] %s: %s%n", done + 1, jobs, left, step.name(), job.name());
    final Job.Place place = folder.place(step, job, out);
    final long start = nanoTime.getAsLong();
    String failure = null;
    Job.Outcome outcome = null;
    try {
      outcome = job.run(place);
      failure = plan.mustHold() && !outcome.held() ? outcome.summary() : null;
    } catch (final JobFailedException e) {
      failure = e.getMessage();
    }
    final double seconds = (nanoTime.getAsLong() - start) / 1e9;
    if (failure == null) {
      folder.keep(step, job, outcome.text(), seconds);
      out.printf("    %s, %s%n", outcome.summary(), Estimate.text(seconds));
    } else if (stopped.getAsBoolean()) {
      throw new InterruptedException();
    } else {
      failures.add(step.name() + ": " + job.name() + ": " + failure);
      out.printf("    FAILED: %s; see %s%n", failure, place.log());
    }
    done++;
    left.wasRun(step, job, seconds);
  }
}
