package dev.quell.bench.peer;

import dev.quell.Owner;
import java.util.Arrays;
import org.jctools.queues.unpadded.MpscUnboundedUnpaddedArrayQueue;

/**
 * An owner of {@link Jctools}, with its sessions in an array. One that ends is only queued; whoever takes the lock
 * next, to open or to kill, makes room.
 */
final class SlotOwner extends PeerOwner {
  private static final int INITIAL_CAPACITY = 4;
  private static final int CHUNK = 16;

  private SlotSession[] sessions = new SlotSession[INITIAL_CAPACITY]; // guarded by this
  private volatile int size; // written under this
  private volatile MpscUnboundedUnpaddedArrayQueue<SlotSession> gone;

  /** Guarded by this: whether its roles were linked, and whether it was unlinked for good. */
  boolean linked;

  boolean dead;

  SlotOwner(final Owner told) {
    super(told);
  }

  /** The caller has the lock. */
  void add(final SlotSession session) {
    final int room = removeQueued();
    if (room == sessions.length) {
      sessions = Arrays.copyOf(sessions, room + (room >> 1));
    }
    session.place = room;
    sessions[room] = session;
    size = room + 1;
  }

  /** Whether that may have been the last one. */
  boolean queue(final SlotSession session) {
    final MpscUnboundedUnpaddedArrayQueue<SlotSession> queue = gone != null ? gone : makeQueue();
    queue.offer(session);
    return queue.size() >= size;
  }

  private synchronized MpscUnboundedUnpaddedArrayQueue<SlotSession> makeQueue() {
    if (gone == null) {
      gone = new MpscUnboundedUnpaddedArrayQueue<>(CHUNK);
    }
    return gone;
  }

  /** How many are left. The caller has the lock, and is the queue's only consumer. */
  private int removeQueued() {
    int left = size;
    if (gone != null) {
      for (SlotSession session = gone.poll(); session != null; session = gone.poll()) {
        final SlotSession last = sessions[--left];
        last.place = session.place;
        sessions[session.place] = last; // itself, if it is the last
        sessions[left] = null;
      }
    }
    return left;
  }

  /**
   * How many there are. The caller has the lock. Looks again after the size was written, so that of a removal and the
   * end of the last session one sees the other.
   */
  int tidy() {
    do {
      size = removeQueued();
    } while (gone != null && !gone.isEmpty());
    return size;
  }

  synchronized int kill() {
    final int count = gone != null && !gone.isEmpty() ? tidy() : size;
    for (int i = 0; i < count; i++) {
      sessions[i].kill();
    }
    return count;
  }
}
