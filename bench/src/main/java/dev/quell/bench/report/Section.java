package dev.quell.bench.report;

import java.io.IOException;

/** A part of the page. */
interface Section {

  String title();

  /** HTML; empty if the run has nothing for it. */
  String body(RunData run, Album album) throws IOException;

  /** What would have to be in the run for it. */
  String needs();
}
