package dev.quell.internal.operation;

import dev.quell.internal.claim.Run;

/**
 * Names the threads that work on an operation's present run. An object has the list of the last run for which a thread
 * was named.
 *
 * <p><b>Threads:</b> any. <b>Progress:</b> lock-free.
 */
final class Workers {
  /*
   * Invariants    WO-I1  a list has threads of one run alone, and is shown for that run alone. It has the number of the
   *                      run. The run is found present after the list was read, so the list that is replaced is not a
   *                      later run's.
   *               WO-I2  of two threads that are named at once, both are on the list, which a compare-and-set replaces.
   * Tests         WO-I1  argued: every list has the number of its run; WorkersTest
   *               WO-I2  WorkerStress.WO_I2_ThreadVsThread
   */

  /** The most threads of one run. */
  static final int MOST = 64;

  private Workers() {}

  /** Adds the thread to those of this run, which was present a moment ago. */
  static void add(final Run named, final Thread thread) {
    final OperationState operation = OperationState.of(named);
    final long run = operation.numberOf(named);
    while (true) {
      final WorkerList seen = operation.workers();
      requirePresent(operation, run); // WO-I1: after the list
      final WorkerList mine = WorkerList.of(seen, run);
      if (WorkerList.has(mine, thread)) {
        return;
      }
      if (WorkerList.size(mine) >= MOST) {
        throw new IllegalStateException("operation has " + MOST + " threads already; no run may have more");
      }
      if (operation.casWorkers(seen, new WorkerList(run, thread, mine))) { // WO-I2
        return;
      }
    }
  }

  /** Forgets the threads of this run, which was present a moment ago. */
  static void forget(final Run named) {
    final OperationState operation = OperationState.of(named);
    final long run = operation.numberOf(named);
    WorkerList seen;
    do {
      seen = operation.workers();
      requirePresent(operation, run); // WO-I1: after the list
    } while (!operation.casWorkers(seen, null)); // WO-I2
  }

  private static void requirePresent(final OperationState operation, final long run) {
    if (!operation.isRun(run)) {
      throw new IllegalStateException("operation is not running");
    }
  }
}
