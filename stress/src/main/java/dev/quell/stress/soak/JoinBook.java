package dev.quell.stress.soak;

import java.util.concurrent.atomic.AtomicInteger;

/** That somebody who is not its user waits for the kill of a run. */
final class JoinBook {
  final RunBook run;
  final AtomicInteger calls = new AtomicInteger();

  JoinBook(final RunBook run) {
    this.run = run;
  }

  /** How often it must have been told when the run has ended, and whoever killed it is done. */
  int owed() {
    return run.cause == null ? 0 : 1;
  }
}
