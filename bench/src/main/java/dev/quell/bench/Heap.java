package dev.quell.bench;

import java.lang.management.ManagementFactory;

/** What is alive in the heap. */
final class Heap {
  private static final int COLLECTIONS = 4;

  private Heap() {}

  /** Bytes in use after some full collections. Exact with {@code -XX:+UseSerialGC}; other collectors round up large arrays. */
  static long used() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
