package dev.quell.server.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link NetStats} shows, and decides whether one more connection is one too many. */
final class Traffic {
  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();
  /** Those that are open, and those that have gone and left something behind that is still to be done. */
  private final AtomicInteger places = new AtomicInteger();
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
    if (places.incrementAndGet() > maxConnections) {
      places.decrementAndGet();
      rejected.increment();
      return 0;
    }
    open.incrementAndGet();
    return created.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }

  /** Nothing of a closed connection is left to be done, so another may take its place. */
  void done() {
    places.decrementAndGet();
  }

  void received(final int bytes) {
    bytesIn.add(bytes);
    requests.increment();
  }

  void sent(final int bytes) {
    bytesOut.add(bytes);
  }

  NetStats stats() {
    return new NetStats(open.get(), Math.max(0, maxConnections - places.get()), created.get(), rejected.sum(),
        bytesIn.sum(),
        bytesOut.sum(), requests.sum());
  }
}
