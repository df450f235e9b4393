package dev.quell.cluster.jgroups;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the messages of one engine may take, whatever the number of members: a newcomer is sent pages of a
 * megabyte and more by many, and a member may be asked for pages by many newcomers at once.
 */
final class Room {
  /** An eighth of the heap may wait in queues. */
  private static final int SHARE = 8;
  /** One receiver that has stopped leaves room for the others. */
  private static final int RECEIVERS = 4;
  private static final long MOST_OF_A_RECEIVER = 64L << 20;
  /** So many bytes of the heap for each message that is read: its frame, and several times that when it is decoded. */
  private static final long HEAP_OF_A_READER = 32L << 20;
  private static final int MOST_READERS = 16;
  private static final int LARGE_BYTES = 64 << 10;
  /** With the wait for the driver, less than the silence after which a member counts as missing. */
  private static final long MOST_WAIT_MILLIS = 1_000;

  private final long mostQueued;
  private final AtomicLong queued = new AtomicLong();
  private final Semaphore readers;

  /** @param heapBytes how large the heap may become */
  Room(final long heapBytes) {
    mostQueued = Math.max(RECEIVERS * (Frames.MAX_MESSAGE + 1L), heapBytes / SHARE);
    readers = new Semaphore((int) Math.max(1, Math.min(MOST_READERS, heapBytes / HEAP_OF_A_READER)));
  }

  /** How many bytes may wait for one receiver: one message always. */
  long mostOfAReceiver() {
    return Math.min(MOST_OF_A_RECEIVER, mostQueued / RECEIVERS);
  }

  /** Takes room for a frame that is to wait; false if there is none. */
  boolean take(final int bytes) {
    if (queued.addAndGet(bytes) > mostQueued) { // atomic: who goes beyond it takes its own bytes back
      queued.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** The frame waits no more. */
  void giveBack(final int bytes) {
    queued.addAndGet(-bytes);
  }

  /** What waits, for all receivers. */
  long queued() {
    return queued.get();
  }

  /**
   * Waits until few others are at large messages, but not for ever: one that comes in slowly keeps nobody out for good.
   * One whose sender has stopped is given up sooner, with its connection.
   *
   * @return whether {@link #leave} is to be called afterwards
   */
  boolean enter(final int length) throws InterruptedException {
    return length > LARGE_BYTES && readers.tryAcquire(MOST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  void leave() {
    readers.release();
  }
}
