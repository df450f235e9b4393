package dev.quell.explorer;

/** What runs in many schedules: a new object of the class for each, made and run by the scheduled main thread. */
@FunctionalInterface
public interface Scenario {
  /** Throws if the schedule shows a fault. It must start every thread itself, and join it or let it end. */
  void run() throws InterruptedException;
}
