package dev.quell.server.net;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for messages of which a part has arrived, of all connections together: a few dozen clients that stop just
 * before the end of a large one would fill it. When there is too much, the one that has been under way longest is given
 * up: who is quick is not harmed by who is not.
 */
final class HalfMessages {
  /** Smaller ones are many and cheap. */
  private static final int LEAST = 4096;

  private final long most;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private final ConcurrentNavigableMap<Long, Half> halves = new ConcurrentSkipListMap<>();

  HalfMessages(final long most) {
    this.most = most;
  }

  /** As much as a quarter of the heap, and room for two messages at least. */
  static HalfMessages withinTheHeap(final int messageBytes) {
    return new HalfMessages(Math.max(2L * messageBytes, Runtime.getRuntime().maxMemory() / 4));
  }

  /** That of one connection, which has at most one at a time. */
  Half half(final Runnable giveUp) {
    return new Half(giveUp);
  }

  private void giveUpTheOldest() {
    final Map.Entry<Long, Half> oldest = halves.pollFirstEntry();
    if (oldest != null && oldest.getValue().takeBack()) {
      oldest.getValue().giveUp.run();
    }
  }

  /** Used by the event loop of its connection, but given up by any. */
  final class Half {
    private static final long GIVEN_UP = -1;

    private final Runnable giveUp;
    private final AtomicLong counted = new AtomicLong();
    private long number;

    private Half(final Runnable giveUp) {
      this.giveUp = giveUp;
    }

    /** So much of it has arrived. */
    void has(final int arrived) {
      final long before = counted.get();
      if (arrived < LEAST || before == GIVEN_UP || !counted.compareAndSet(before, arrived)) {
        return;
      }
      if (before == 0) {
        number = numbers.incrementAndGet();
        halves.put(number, this);
      }
      if (held.addAndGet(arrived - before) > most) {
        giveUpTheOldest();
      }
    }

    /** It is whole, or will never be. */
    void ended() {
      final long before = counted.getAndSet(0);
      if (before > 0) {
        halves.remove(number);
        held.addAndGet(-before);
      }
    }

    /** Counts it no more, at once and not when its connection is closed: else the next would be given up as well. */
    private boolean takeBack() {
      for (long before = counted.get(); before > 0; before = counted.get()) {
        if (counted.compareAndSet(before, GIVEN_UP)) {
          held.addAndGet(-before);
          return true;
        }
      }
      return false;
    }
  }
}
