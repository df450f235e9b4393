package dev.quell.internal.bag;

import dev.quell.internal.services.Stripes;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Runs something on a thread of the other stripe, where there are two. */
final class Stripe {
  private Stripe() {}

  static <T> T other(final Callable<T> step) throws Exception {
    final int mine = Stripes.own(2);
    while (true) {
      final FutureTask<T> task = new FutureTask<>(() -> Stripes.own(2) == mine ? null : step.call());
      final Thread thread = new Thread(task);
      thread.start();
      final T result = task.get();
      if (result != null) {
        return result;
      }
    }
  }
}
