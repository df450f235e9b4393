package dev.quell.bench.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What is alive in the heap, and in direct buffers beside it. */
final class Heap {
  private static final int COLLECTIONS = 4;

  private Heap() {}

  /**
   * Bytes in use after some full collections. Exact with {@code -XX:+UseSerialGC}; other collectors round up large
   * arrays.
   */
  static long used() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(50); // for what reference handlers and cleaners let go of
    }
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    for (final BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      used += pool.getMemoryUsed();
    }
    return used;
  }
}
