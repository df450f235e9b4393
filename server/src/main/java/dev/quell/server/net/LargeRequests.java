package dev.quell.server.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory for large requests that are unpacked and not answered, of all connections together: a few kilobytes can
 * be unpacked to a thousand times as much. Where there is too much the next ones stay as they came, in their order.
 * Thread-safe.
 */
final class LargeRequests {
  private final long most;
  private final ReentrantLock lock = new ReentrantLock();
  // With the lock.
  private final Queue<Room> waiting = new ArrayDeque<>();
  private long held;

  /** So many bytes; a single request may have more. */
  LargeRequests(final long most) {
    this.most = most;
  }

  /** As much as a quarter of the heap, and room for two messages at least. */
  static LargeRequests withinTheHeap(final int messageBytes) {
    return new LargeRequests(Math.max(2L * messageBytes, Runtime.getRuntime().maxMemory() / 4));
  }

  private enum State {
    WAITING, GRANTED, GIVEN_BACK
  }

  /** What one request takes; given back once. */
  final class Room {
    private final long bytes;
    private final Runnable whenGranted;
    // With the lock.
    private State state = State.WAITING;

    private Room(final long bytes, final Runnable whenGranted) {
      this.bytes = bytes;
      this.whenGranted = whenGranted;
    }

    /** Whether the request may be unpacked. */
    boolean isGranted() {
      lock.lock();
      try {
        return state == State.GRANTED;
      } finally {
        lock.unlock();
      }
    }

    /** The request is answered, or not to be unpacked any more. Does nothing the second time. */
    void giveBack() {
      final List<Room> next;
      lock.lock();
      try {
        if (state == State.GRANTED) {
          held -= bytes;
        } else if (state == State.WAITING) {
          waiting.remove(this);
        }
        state = State.GIVEN_BACK;
        next = grant();
      } finally {
        lock.unlock();
      }
      next.forEach(each -> each.whenGranted.run());
    }
  }

  /**
   * Asks for room, behind those who have asked before.
   *
   * @param whenGranted called once when there is room, by the thread that has made it; not if there is room already
   */
  Room ask(final long bytes, final Runnable whenGranted) {
    final Room room = new Room(bytes, whenGranted);
    lock.lock();
    try {
      waiting.add(room);
      grant(); // none but this: the others would have been let in before
    } finally {
      lock.unlock();
    }
    return room;
  }

  private List<Room> grant() {
    final List<Room> granted = new ArrayList<>();
    for (Room first = waiting.peek(); first != null && (held == 0 || held + first.bytes <= most);
        first = waiting.peek()) {
      waiting.remove();
      held += first.bytes;
      first.state = State.GRANTED;
      granted.add(first);
    }
    return granted;
  }
}
