package dev.quell.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** What is run in one go: what it found is kept whole or not at all. */
interface Job {

  /** Unique in its step. */
  String name();

  /** How long it takes, roughly: only the ratios of jobs of one step matter once some of them were run. */
  double plannedSeconds();

  /**
   * Runs to the end.
   *
   * @throws JobFailedException if it has no result
   */
  Outcome run(Place place) throws IOException, InterruptedException;

  /**
   * Where a job may write.
   *
   * @param out an empty folder; what is in it afterwards is kept
   * @param log what is of use only if the job fails; appended to
   * @param console to say how it goes
   */
  record Place(Path out, Path log, PrintStream console) {}

  /**
   * What a job found.
   *
   * @param text for the result file of the step
   * @param held whether what it claims holds
   * @param summary for the console
   */
  record Outcome(String text, boolean held, String summary) {}
}
