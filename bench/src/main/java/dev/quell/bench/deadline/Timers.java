package dev.quell.bench.deadline;

import java.util.List;
import java.util.concurrent.ThreadFactory;

/** A rival of Quell's deadlines: runs a task at a time on a thread of its own, unless it is taken back before. */
interface Timers extends AutoCloseable {
  List<String> NAMES = List.of("hashedWheelTimer", "scheduledPool", "lockedAgronaWheel");

  /** How fine the rivals with ticks are: as Quell's wheel. */
  long TICK_NANOS = 1L << 20;

  /** Has the task run after this time. */
  Object arm(long nanosFromNow, Runnable task);

  /** Takes back what {@link #arm} has answered, unless the task runs already. */
  void disarm(Object armed);

  @Override
  void close();

  static Timers named(final String name, final ThreadFactory threads) {
    return switch (name) {
      case "hashedWheelTimer" -> new NettyTimers(threads);
      case "scheduledPool" -> new PoolTimers(threads);
      case "lockedAgronaWheel" -> new AgronaTimers(threads);
      default -> throw new IllegalArgumentException("there is no " + name + ", but " + NAMES);
    };
  }
}
