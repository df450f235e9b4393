package dev.quell.bench.peer;

/** A work of {@link Indexed}: its runs, one after the other. */
final class SetWork {
  SetSession session;
  Run run;
  private int hash = System.identityHashCode(this);

  Run newRun() {
    return new Run(hash++);
  }
}
