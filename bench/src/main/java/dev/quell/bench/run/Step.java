package dev.quell.bench.run;

import java.util.List;

/**
 * A part of a plan, whose jobs make one result file.
 *
 * @param file whose ending says how the texts of the jobs are joined: the elements of an array of JSON, or as they are
 * @param jobs in the order in which they run
 */
record Step(String file, List<Job> jobs) {

  Step {
    if (jobs.stream().map(Job::name).distinct().count() != jobs.size()) {
      throw new IllegalArgumentException("two jobs of " + file + " have one name");
    }
  }

  String name() {
    return file.substring(0, file.lastIndexOf('.'));
  }

  /** One benchmark a line, so that a change shows as a line. */
  String join(final List<String> texts) {
    return file.endsWith(".json") ? "[\n" + String.join(",\n", texts) + "\n]\n" : String.join("", texts);
  }
}
