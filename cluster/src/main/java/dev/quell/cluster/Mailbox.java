package dev.quell.cluster;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What one listener has not heard yet. A listener that blocks holds up nobody else, and what waits for it is bounded:
 * the oldest gives way, since a host needs the present most, and the listener is told how many.
 *
 * <p><b>Invariants.</b>
 *
 * <ul>
 *   <li>Events are numbered without a gap when they are put, and wait in that order. So a gap in what is taken is what
 *       gave way, exactly. The newest never gives way, so each gap is seen.
 *   <li>At most {@link #MOST} wait once a put is done.
 *   <li>While {@link #puts} is not zero, one task and no other tells, so the listener hears one event after another;
 *       when it becomes zero, nothing waits. Linearization: a put that makes it one starts the task, and the task's
 *       step to zero ends it.
 * </ul>
 */
final class Mailbox {
  /** How many events wait at most. */
  static final int MOST = 10_000;

  private final ClusterListener listener;
  private final Executor executor;
  private final Consumer<Throwable> errors;
  private final Queue<Numbered> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger(); // of those that wait; the one that takes one out counts down
  private final AtomicLong puts = new AtomicLong(); // since the task last saw that nothing waits
  private long number; // of who puts: of the next event
  private long expected; // of the task: the number after the last that was told
  private volatile boolean closed;

  private record Numbered(long number, ClusterEvent event) {}

  /** @param executor runs a task at a time, which may block */
  Mailbox(final ClusterListener listener, final Executor executor, final Consumer<Throwable> errors) {
    this.listener = listener;
    this.executor = executor;
    this.errors = errors;
  }

  /** Never waits for the listener. One thread at a time may call it. */
  void put(final ClusterEvent event) {
    waiting.add(new Numbered(number++, event));
    if (size.incrementAndGet() > MOST && waiting.poll() != null) {
      size.decrementAndGet();
    }
    if (puts.getAndIncrement() == 0) { // atomic: one task at a time, and it sees what was added before
      try {
        executor.execute(this::tellAll);
      } catch (final RuntimeException | Error e) {
        puts.set(0); // no thread is to be had: the next put tries again
        throw e;
      }
    }
  }

  private void tellAll() {
    long seen;
    do {
      seen = puts.get();
      for (Numbered next = waiting.poll(); next != null; next = waiting.poll()) {
        size.decrementAndGet();
        if (next.number > expected) {
          tell(new ClusterEvent.EventsLost(next.number - expected));
        }
        expected = next.number + 1;
        tell(next.event);
      }
    } while (!puts.compareAndSet(seen, 0)); // atomic: unless something was put meanwhile
  }

  private void tell(final ClusterEvent event) {
    if (!closed) {
      try {
        listener.onEvent(event);
      } catch (final RuntimeException | Error e) {
        errors.accept(e);
      }
    }
  }

  /** The listener is told nothing more, except what it is being told just now. */
  void close() {
    closed = true;
  }
}
