package dev.quell.internal.operation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that work on one run of an operation object, as named by the host. Immutable; the newest first.
 *
 * @param run the number of the run
 */
record WorkerList(long run, Thread thread, @Nullable WorkerList earlier) {

  /** The list if it is of the run with this number, else null. */
  static @Nullable WorkerList of(final @Nullable WorkerList list, final long run) {
    return list != null && list.run == run ? list : null; // WO-I1
  }

  static int size(final @Nullable WorkerList list) {
    int size = 0;
    for (WorkerList each = list; each != null; each = each.earlier) {
      size++;
    }
    return size;
  }

  static boolean has(final @Nullable WorkerList list, final Thread thread) {
    for (WorkerList each = list; each != null; each = each.earlier) {
      if (each.thread == thread) {
        return true;
      }
    }
    return false;
  }

  /** The threads in the order in which they were named. */
  static List<Thread> threads(final @Nullable WorkerList list) {
    final List<Thread> threads = new ArrayList<>();
    for (WorkerList each = list; each != null; each = each.earlier) {
      threads.add(each.thread);
    }
    Collections.reverse(threads);
    return threads;
  }
}
