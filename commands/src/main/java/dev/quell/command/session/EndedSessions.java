package dev.quell.command.session;

import dev.quell.KillCore;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.Uid;
import dev.quell.command.SessionCacheStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that {@code endSessions} has marked and no sweep has ended yet. A mark is on one session for good: a
 * session that is opened under the same lsid after the marked one has gone is another.
 *
 * <p>A session in which an operation runs keeps its mark until a sweep finds it idle. To end it would leave the
 * operation without a session, and no session kill could reach it any more.
 *
 * <p>Thread-safe and lock-free. Memory is bounded by the sessions there are, and by a number of marks on sessions that
 * have gone otherwise: past that number marking sweeps.
 */
public final class EndedSessions {
  private static final long MOST_MARKS = 1 << 16;
  /** So many are looked at for a caller that waits: most are busy then, and that is quickly seen. */
  private static final int MOST_LOOKS = 4096;
  /** So many are ended for it, with their cursors: more than one, since others may be quicker to take the place. */
  private static final int FEW = 8;
  /** The ids between which all others are: their halves are compared as signed numbers. */
  private static final UUID FIRST = new UUID(Long.MIN_VALUE, Long.MIN_VALUE);

  private static final UUID LAST = new UUID(Long.MAX_VALUE, Long.MAX_VALUE);

  /** Ordered by its bytes, so a client that picks keys whose hash codes collide gains nothing. */
  private record Key(Uid uid, UUID id) implements Comparable<Key> {
    @Override
    public int compareTo(final Key other) {
      final int byUid = uid.compareTo(other.uid);
      return byUid != 0 ? byUid : id.compareTo(other.id);
    }
  }

  private final KillCore core;
  private final ConcurrentSkipListMap<Key, Session> marked = new ConcurrentSkipListMap<>();
  private final AtomicLong marks = new AtomicLong();
  private final AtomicLong sweeps = new AtomicLong();
  private volatile @Nullable Key next; // volatile: racy, where to look next
  private volatile long sweepAt = MOST_MARKS; // volatile: racy, at worst one sweep more or less
  private volatile Sweep last = new Sweep(Instant.now(), Duration.ZERO, 0, 0, 0); // volatile: publishes the record

  private record Sweep(Instant at, Duration took, long left, int ended, long cursors) {}

  public EndedSessions(final KillCore core) {
    this.core = core;
  }

  /** Marks the session if it is there. */
  public void mark(final Uid uid, final UUID id) {
    final Session session = core.findSession(id, uid).orElse(null);
    if (session == null) {
      return;
    }
    // atomic: one for each entry that was added, so that the count does not drift
    if (marked.put(new Key(uid, id), session) == null && marks.incrementAndGet() > sweepAt) {
      sweep();
      sweepAt = Math.max(MOST_MARKS, 2 * marks.get()); // atomic: an estimate
    }
  }

  /**
   * Ends the marked sessions in which no operation runs.
   *
   * @return how many
   */
  public int sweep() {
    final Instant at = Instant.now();
    final long start = System.nanoTime();
    int ended = 0;
    long cursors = 0;
    for (final Map.Entry<Key, Session> mark : marked.entrySet()) {
      final int held = cursors(mark.getValue());
      if (end(mark)) {
        ended++;
        cursors += held;
      }
    }
    last = new Sweep(at, Duration.ofNanos(System.nanoTime() - start), open(), ended, cursors);
    sweeps.incrementAndGet(); // atomic: two sweeps at once are two
    return ended;
  }

  /** Ends a marked session unless an operation runs in it; of two threads one does. */
  private boolean end(final Map.Entry<Key, Session> mark) {
    final Session session = mark.getValue();
    final boolean ended = session.endIfIdle();
    if (!session.isOpen() && marked.remove(mark.getKey(), session)) {
      marks.decrementAndGet(); // atomic: one for the entry that this thread took out
    }
    return ended;
  }

  /**
   * Ends a few of the marked sessions now, for a caller that needs their places. Looks at so many at most; each call
   * goes on where the last one has stopped, so those in which operations run do not hide the others.
   *
   * @return whether it has ended any
   */
  public boolean giveBack() {
    final Key from = next; // volatile: racy, at worst some are looked at twice
    final Look look = new Look();
    Key stopped = look.at(from == null ? marked : marked.tailMap(from, true));
    if (stopped == null && from != null) {
      stopped = look.at(marked.headMap(from, false));
    }
    next = stopped; // volatile: as above
    return look.ended > 0;
  }

  /** The same, of one owner: from the first one on, each time. */
  public boolean giveBack(final Uid owner) {
    final Look look = new Look();
    look.at(marked.subMap(new Key(owner, FIRST), true, new Key(owner, LAST), true));
    return look.ended > 0;
  }

  /** One caller's search for places. */
  private final class Look {
    private int looked;
    private int ended;

    /** Where it has stopped; null if it has seen all of these. */
    private @Nullable Key at(final Map<Key, Session> some) {
      for (final Map.Entry<Key, Session> mark : some.entrySet()) {
        if (looked == MOST_LOOKS || ended == FEW) {
          return mark.getKey();
        }
        looked++;
        ended += end(mark) ? 1 : 0;
      }
      return null;
    }
  }

  /** How many cursors the session has; none if it has ended. */
  private static int cursors(final Session session) {
    try {
      return session.info().cursors();
    } catch (final SessionEndedException e) {
      return 0;
    }
  }

  private long open() {
    return core.telemetry().sessions();
  }

  /** What the last sweep did, for the status of the server. */
  public SessionCacheStatus status() {
    final Sweep sweep = last;
    final long number = sweeps.get(); // atomic: a figure
    return new SessionCacheStatus(
        open(), number, sweep.took, sweep.at, sweep.left, sweep.ended, sweep.cursors);
  }

  /** How many sessions are marked, those included that have ended otherwise. */
  long marks() {
    return marks.get(); // atomic: an estimate by the time it is used
  }
}
