package dev.quell;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** A thread of a test: it is always joined, and what it throws fails the test. */
final class Worker implements AutoCloseable {

  /** What a thread does. */
  @FunctionalInterface
  interface Task {
    void run() throws Throwable;
  }

  /** What one of several threads does. */
  @FunctionalInterface
  interface NumberedTask {
    void run(int number) throws Throwable;
  }

  /** What a test does with each kind of thread. */
  @FunctionalInterface
  interface ThreadTest {
    void run(Function<Runnable, Thread> starter) throws Throwable;
  }

  private final Thread thread;
  private volatile Throwable thrown;

  private Worker(final Function<Runnable, Thread> starter, final Task task) {
    thread = starter.apply(
        () -> {
          try {
            task.run();
          } catch (final Throwable e) {
            thrown = e;
          }
        });
  }

  static Worker start(final Task task) {
    return new Worker(Worker::platform, task);
  }

  static Worker start(final Function<Runnable, Thread> starter, final Task task) {
    return new Worker(starter, task);
  }

  /** Runs the task on several threads that start together, and joins them. */
  static void together(final int threads, final NumberedTask task) {
    final CountDownLatch start = new CountDownLatch(1);
    final List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      final int number = i;
      workers.add(
          start(
              () -> {
                start.await();
                task.run(number);
              }));
    }
    start.countDown();
    Throwable first = null;
    for (final Worker worker : workers) {
      try {
        worker.join();
      } catch (final AssertionError e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new AssertionError(first.getMessage(), first);
    }
  }

  /** One test for each kind of thread that this JDK has. */
  static Stream<DynamicTest> forEachKindOfThread(final ThreadTest test) {
    final Map<String, Function<Runnable, Thread>> starters = new LinkedHashMap<>();
    starters.put("platform thread", Worker::platform);
    try {
      final Method virtual = Thread.class.getMethod("startVirtualThread", Runnable.class);
      starters.put("virtual thread", task -> startBy(virtual, task));
    } catch (final NoSuchMethodException e) {
      // a JDK without virtual threads has no such test
    }
    return starters.entrySet().stream()
        .map(starter -> DynamicTest.dynamicTest(starter.getKey(), () -> test.run(starter.getValue())));
  }

  private static Thread platform(final Runnable task) {
    final Thread thread = new Thread(task, "test-worker");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static Thread startBy(final Method method, final Runnable task) {
    try {
      return (Thread) method.invoke(null, task);
    } catch (final ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Waits for an event that another thread brings about. */
  static void until(final BooleanSupplier event) {
    while (!event.getAsBoolean()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("the event did not come before the time limit of the test");
      }
      Thread.onSpinWait();
    }
  }

  /** Waits until the thread is parked or blocked, or has ended. */
  Worker untilBlocked() {
    until(
        () -> switch (thread.getState()) {
          case WAITING, TIMED_WAITING, TERMINATED -> true;
          default -> false;
        });
    return this;
  }

  Thread thread() {
    return thread;
  }

  /** Waits for the end of the thread and throws what it threw. */
  void join() {
    try {
      thread.join();
    } catch (final InterruptedException e) {
      thread.interrupt();
      throw new AssertionError("the thread did not end before the time limit of the test", e);
    }
    if (thrown != null) {
      throw new AssertionError("a thread of the test threw " + thrown, thrown);
    }
  }

  @Override
  public void close() {
    join();
  }
}
