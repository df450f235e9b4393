package dev.quell.bench.run;

import java.util.ArrayList;
import java.util.List;

/** Makes a step whose jobs do as they are told, and keeps count of which were run. */
final class FakeStep {
  final List<String> run = new ArrayList<>();

  private final String file;
  private final List<Job> jobs = new ArrayList<>();

  FakeStep(final String file) {
    this.file = file;
  }

  /** Finds its own name. */
  FakeStep with(final String job, final boolean held) {
    jobs.add(new Job(job, 1, (log, console) -> {
      run.add(job);
      return new Job.Outcome("# " + job, held, "fine");
    }));
    return this;
  }

  FakeStep failing(final String job) {
    jobs.add(new Job(job, 1, (log, console) -> {
      run.add(job);
      throw new Job.Failed("no luck");
    }));
    return this;
  }

  Plan.Step step() {
    return new Plan.Step(file, jobs);
  }
}
