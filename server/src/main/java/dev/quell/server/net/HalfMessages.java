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

  /** Used by the event loop of its connection, but given up by any. */
  final class Half {
    private final Runnable giveUp;
    private long number;
    private long bytes;

    private Half(final Runnable giveUp) {
      this.giveUp = giveUp;
    }

    /** So much of it has arrived. */
    void has(final int arrived) {
      if (arrived < LEAST) {
        return;
      }
      if (bytes == 0) {
        number = numbers.incrementAndGet();
        halves.put(number, this);
      }
      final long now = held.addAndGet(arrived - bytes);
      bytes = arrived;
      if (now > most) {
        final Map.Entry<Long, Half> oldest = halves.pollFirstEntry();
        if (oldest != null) {
          oldest.getValue().giveUp.run();
        }
      }
    }

    /** It is whole, or will never be. */
    void ended() {
      if (bytes > 0) {
        halves.remove(number);
        held.addAndGet(-bytes);
        bytes = 0;
      }
    }
  }
}
