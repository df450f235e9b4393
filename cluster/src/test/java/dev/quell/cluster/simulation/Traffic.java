package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.Body;
import java.util.Map;
import java.util.TreeMap;

/** Messages that were sent and the bytes that they took, by what they say. */
final class Traffic {
  private final Map<String, Sum> sums = new TreeMap<>();
  private boolean counts;

  /** Messages and bytes. */
  record Sum(long messages, long bytes) {
    static final Sum NOTHING = new Sum(0, 0);

    Sum plus(final Sum other) {
      return new Sum(messages + other.messages, bytes + other.bytes);
    }
  }

  /** Counts from now on, from nothing. */
  void begin() {
    sums.clear();
    counts = true;
  }

  void sent(final Body body, final int bytes) {
    if (counts) {
      sums.merge(body.getClass().getSimpleName(), new Sum(1, bytes), Sum::plus);
    }
  }

  /** What was sent of this kind since the beginning. */
  Sum of(final Class<? extends Body> kind) {
    return sums.getOrDefault(kind.getSimpleName(), Sum.NOTHING);
  }

  /** What was sent of all kinds. */
  Sum all() {
    return sums.values().stream().reduce(Sum.NOTHING, Sum::plus);
  }
}
