package dev.quell.command.session;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.SessionEndedException;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes room for an owner who has as many sessions as there may be, by ending the one that was idle longest. Looks
 * through all sessions of the owner once for many openings: it keeps a sixteenth of them, those idle longest. The use
 * of a session only ever gets later, so the first one kept that was not used since is still the longest idle of all.
 *
 * <p>Thread-safe, and nobody waits. Memory: 1,024 ids of each of 256 owners.
 */
final class LongestIdle {
  private static final int MOST_OWNERS = 256;
  private static final int MOST_KEPT = 1024;
  private static final int LEAST_KEPT = 8;
  /** Keeps one session of so many. */
  private static final int SHARE = 16;
  /** After a search that has found nothing, searches rest so many times as long as it took. */
  private static final int REST = 20;
  /** A search takes no longer for each session; what takes longer, such as a pause, is none of its work. */
  private static final long MOST_NANOS_EACH = 1_000;

  private final KillCore core;
  private final Consumer<SessionInfo> ended;
  private final LongSupplier nanos;
  private final AtomicLong searches = new AtomicLong();
  private final ConcurrentHashMap<Uid, Kept> owners = new ConcurrentHashMap<>();

  private record Idle(UUID id, Instant lastUse) {}

  /** What a search among so many sessions has found. */
  private record Found(Queue<Idle> idle, long among) {}

  /** The longest idle sessions of one owner. */
  private static final class Kept {
    /** Each is taken by one thread. */
    private volatile Queue<Idle> idle = new ConcurrentLinkedQueue<>(); // volatile: publishes the queue

    private volatile boolean rests; // volatile: racy, at worst one search more or less
    private volatile long restsUntil; // volatile: as above
  }

  /** @param ended told of each session, as it was before its end, by the thread that has ended it */
  LongestIdle(final KillCore core, final Consumer<SessionInfo> ended) {
    this(core, ended, System::nanoTime);
  }

  /** With this clock, which tells how long searches take. */
  LongestIdle(final KillCore core, final Consumer<SessionInfo> ended, final LongSupplier nanos) {
    this.core = core;
    this.ended = ended;
    this.nanos = nanos;
  }

  /** Ends one session of the owner; false if operations run in all. */
  boolean endOne(final Uid owner) {
    final Optional<SessionInfo> one = endOne(owner, owners.computeIfAbsent(owner, uid -> new Kept()));
    if (owners.size() > MOST_OWNERS) {
      owners.keySet().stream().filter(other -> !other.equals(owner)).findAny().ifPresent(owners::remove);
    }
    one.ifPresent(ended);
    return one.isPresent();
  }

  private Optional<SessionInfo> endOne(final Uid owner, final Kept kept) {
    final Optional<SessionInfo> known = endFirst(owner, kept);
    final long start = nanos.getAsLong();
    if (known.isPresent() || kept.rests && start - kept.restsUntil < 0) {
      return known;
    }
    final Found found = search(owner);
    kept.idle = found.idle;
    searches.incrementAndGet(); // atomic: a figure
    final Optional<SessionInfo> one = endFirst(owner, kept);
    final long now = nanos.getAsLong();
    kept.rests = one.isEmpty();
    kept.restsUntil = now + REST * Math.min(now - start, MOST_NANOS_EACH * found.among);
    return one;
  }

  private Optional<SessionInfo> endFirst(final Uid owner, final Kept kept) {
    for (Idle first = kept.idle.poll(); first != null; first = kept.idle.poll()) {
      final Idle candidate = first;
      final Optional<SessionInfo> ended = core.findSession(candidate.id, owner).flatMap(session -> {
        try {
          final SessionInfo before = session.info();
          return before.lastUse().equals(candidate.lastUse) && session.endIfIdle()
              ? Optional.of(before) : Optional.empty();
        } catch (final SessionEndedException e) {
          return Optional.empty();
        }
      });
      if (ended.isPresent()) {
        return ended;
      }
    }
    return Optional.empty();
  }

  /** How often all sessions of an owner were looked through. */
  long searches() {
    return searches.get(); // atomic: a figure
  }

  private Found search(final Uid owner) {
    final PriorityQueue<Idle> longest = new PriorityQueue<>(Comparator.comparing(Idle::lastUse).reversed());
    long count = 0;
    try (var sessions = core.sessions(KillPattern.owner(owner))) {
      for (final Iterator<SessionInfo> each = sessions.iterator(); each.hasNext();) {
        final SessionInfo session = each.next();
        count++;
        if (session.operations() > 0) {
          continue;
        }
        longest.add(new Idle(session.id(), session.lastUse()));
        if (longest.size() > MOST_KEPT) {
          longest.remove();
        }
      }
    }
    final long most = Math.max(LEAST_KEPT, count / SHARE);
    while (longest.size() > most) {
      longest.remove();
    }
    final List<Idle> sorted = longest.stream().sorted(Comparator.comparing(Idle::lastUse)).toList();
    return new Found(new ConcurrentLinkedQueue<>(sorted), count);
  }
}
