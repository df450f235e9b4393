package dev.quell.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A step whose jobs do as they are told, and keep count of who was run. */
final class FakeStep implements Step {
  final List<String> run = new ArrayList<>();

  private final String name;
  private final List<Job> jobs = new ArrayList<>();

  FakeStep(final String name) {
    this.name = name;
  }

  FakeStep with(final String job, final double plannedSeconds) {
    return with(new FakeJob(job, plannedSeconds, this, true));
  }

  FakeStep with(final Job job) {
    jobs.add(job);
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String file() {
    return name + ".txt";
  }

  @Override
  public List<Job> jobs() {
    return jobs;
  }

  @Override
  public String join(final List<String> texts) {
    return String.join("+", texts);
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  /** Finds its own name, writes a file of that name, too. */
  record FakeJob(String name, double plannedSeconds, FakeStep step, boolean held) implements Job {
    @Override
    public Outcome run(final Place place) throws IOException {
      step.run.add(name);
      Files.writeString(place.out().resolve(name + ".bin"), name);
      return new Outcome(name, held, "fine");
    }
  }

  /** Has no result. */
  record FailingJob(String name, FakeStep step) implements Job {
    @Override
    public double plannedSeconds() {
      return 1;
    }

    @Override
    public Outcome run(final Place place) throws IOException {
      step.run.add(name);
      Files.writeString(place.out().resolve("half"), "half");
      throw new JobFailedException("no luck");
    }
  }
}
