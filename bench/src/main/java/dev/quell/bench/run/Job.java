package dev.quell.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What is run in one go: what it found is kept whole or not at all.
 *
 * @param name unique in its step
 * @param plannedSeconds how long it takes, roughly
 */
record Job(String name, double plannedSeconds, Work work) {

  /** Runs to the end; the log is of use only if that fails. */
  interface Work {
    Outcome run(Path log, PrintStream console) throws IOException, InterruptedException;
  }

  /**
   * What a job found.
   *
   * @param text for the result file of the step
   * @param held whether what it claims holds
   * @param summary for the console
   */
  record Outcome(String text, boolean held, String summary) {}

  /** The job ended without a result. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(final String why) {
      super(why);
    }
  }
}
