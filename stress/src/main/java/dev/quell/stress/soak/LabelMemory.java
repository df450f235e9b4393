package dev.quell.stress.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * No label is kept that nothing carries (K8): those of sessions and cursors go with them, those of an operation object
 * when the collector has it. After a round, when nobody has any of its objects.
 */
final class LabelMemory {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private LabelMemory() {}

  static void check(final Subject subject, final Violations violations, final long patienceNanos) {
    final long start = System.nanoTime();
    while (subject.labels() != 0) {
      if (System.nanoTime() - start > patienceNanos) {
        violations.add("K8", subject.labels() + " labels are left, and nothing carries them");
        return;
      }
      System.gc();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
