package dev.quell;

import java.util.concurrent.atomic.AtomicInteger;

/** A resource that counts how often it was closed. */
final class Probe implements AutoCloseable {
  private final AtomicInteger closes = new AtomicInteger();

  int closes() {
    return closes.get();
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}
