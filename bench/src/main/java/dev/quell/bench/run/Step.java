package dev.quell.bench.run;

import java.util.List;

/** A part of a plan: its jobs make one result file, and a folder of the same name if they write files of their own. */
interface Step {

  String name();

  /** The name of the result file. */
  String file();

  /** In the order in which they run. */
  List<Job> jobs();

  /** The result file made of what the jobs found. */
  String join(List<String> texts);

  /** Why the step cannot be run with this jar; empty if it can. */
  List<String> problems();
}
