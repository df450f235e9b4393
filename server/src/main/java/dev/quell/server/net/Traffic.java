package dev.quell.server.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link NetStats} shows, and decides whether one more connection is one too many. */
final class Traffic {
  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong created = new AtomicLong();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder requests = new LongAdder();

  Traffic(final int maxConnections) {
    this.maxConnections = maxConnections;
  }

  /** The number of the new connection, from 1; or zero if it is one too many. */
  long opened() {
    if (open.incrementAndGet() > maxConnections) {
      open.decrementAndGet();
      rejected.increment();
      return 0;
    }
    return created.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  void received(final int bytes) {
    bytesIn.add(bytes);
    requests.increment();
  }

  void sent(final int bytes) {
    bytesOut.add(bytes);
  }

  NetStats stats() {
    final int now = open.get();
    return new NetStats(now, Math.max(0, maxConnections - now), created.get(), rejected.sum(), bytesIn.sum(),
        bytesOut.sum(), requests.sum());
  }
}
