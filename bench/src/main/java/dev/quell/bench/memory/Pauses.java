package dev.quell.bench.memory;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.ToLongFunction;

/** How often the collector has stopped everybody, and for how long in all; what it does beside is not counted. */
record Pauses(long count, long millis) {

  static Pauses soFar() {
    return new Pauses(sum(GarbageCollectorMXBean::getCollectionCount), sum(GarbageCollectorMXBean::getCollectionTime));
  }

  private static long sum(final ToLongFunction<GarbageCollectorMXBean> value) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(bean -> !bean.getName().contains("Concurrent") && !bean.getName().contains("Cycles"))
        .mapToLong(value)
        .sum();
  }

  Pauses since(final Pauses earlier) {
    return new Pauses(count - earlier.count, millis - earlier.millis);
  }
}
