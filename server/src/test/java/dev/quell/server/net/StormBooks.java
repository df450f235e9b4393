package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What was sent, done, answered and killed, and when: by the clocks of those who did it. Thread-safe. */
final class StormBooks {
  private static final int SHOWN = 5;
  private static final Set<Integer> KILLED = Set.of(11601, 50);

  private final AtomicInteger numbers = new AtomicInteger();
  private final ConcurrentHashMap<Integer, Request> requests = new ConcurrentHashMap<>();
  private final List<UUID> sessions = new CopyOnWriteArrayList<>();
  private final Queue<Kill> kills = new ConcurrentLinkedQueue<>();
  private final Set<String> faults = ConcurrentHashMap.newKeySet();

  /** A request of a client. */
  static final class Request {
    private final int number;
    private final UUID session;
    private final boolean large;
    private final AtomicInteger done = new AtomicInteger();
    private volatile int id;
    private volatile long sent;
    private volatile long doneAt;
    private volatile boolean taken;
    private volatile @Nullable Integer outcome;

    private Request(final int number, final UUID session, final boolean large) {
      this.number = number;
      this.session = session;
      this.large = large;
    }

    int number() {
      return number;
    }

    /** It has left the client, with this number of a message. */
    void sending(final int newId) {
      sent = System.nanoTime();
      id = newId;
    }

    @Override
    public String toString() {
      return "request " + number + " of " + session + (large ? ", large" : "") + ", sent " + sent + ", done " + done
          + " times, last " + doneAt + ", outcome " + outcome;
    }
  }

  /** A kill of a session; of all if that is null. */
  static final class Kill {
    private final @Nullable UUID session;
    private long called;
    private long returned;

    Kill(final @Nullable UUID session) {
      this.session = session;
    }

    void call() {
      called = System.nanoTime();
    }

    void returned() {
      returned = System.nanoTime();
    }

    private boolean reaches(final Request request) {
      return !request.large && request.sent != 0 && request.sent < called
          && (session == null || session.equals(request.session));
    }

    @Override
    public String toString() {
      return "kill of " + (session == null ? "all" : session) + ", called " + called + ", returned " + returned;
    }
  }

  // ---- entries

  UUID session() {
    final UUID session = new UUID(7, sessions.size() * 31L + System.nanoTime());
    sessions.add(session);
    return session;
  }

  UUID anySession(final Random random) {
    return sessions.isEmpty() ? new UUID(7, 7) : sessions.get(random.nextInt(sessions.size()));
  }

  Request request(final UUID session, final boolean large) {
    final Request request = new Request(numbers.incrementAndGet(), session, large);
    requests.put(request.number, request);
    return request;
  }

  /** The server has done it. */
  void done(final int number) {
    final Request request = requests.get(number);
    request.doneAt = System.nanoTime();
    request.done.incrementAndGet();
  }

  /** A kill has taken it, before or after it was done. */
  void taken(final int number) {
    requests.get(number).taken = true;
  }

  void answered(final Request request, final RawClient.Reply reply) {
    if (reply.responseTo() != request.id) {
      faults.add("a reply to message " + reply.responseTo() + " in the place of one to " + request.id);
    }
    request.outcome = reply.ok() == 1 ? 0 : reply.code();
  }

  void add(final Kill kill) {
    kills.add(kill);
  }

  // ---- questions

  long killed() {
    return requests.values().stream().filter(each -> KILLED.contains(each.outcome == null ? 0 : each.outcome)).count();
  }

  void check() {
    final List<Kill> all = new ArrayList<>(kills);
    for (final Request request : requests.values()) {
      final Integer outcome = request.outcome;
      if (request.done.get() > 1) {
        faults.add("done more than once: " + request);
      }
      if (outcome == null) {
        continue; // its client has gone
      }
      if (outcome == 0) {
        if (request.done.get() != 1) {
          faults.add("acknowledged and not done: " + request);
        }
        if (request.taken) {
          faults.add("killed and acknowledged: " + request);
        }
        all.stream()
            .filter(kill -> kill.reaches(request) && request.doneAt > kill.returned)
            .forEach(kill -> faults.add("sent before, done and acknowledged after: " + request + "; " + kill));
      } else if (!KILLED.contains(outcome)) {
        faults.add("an answer that nobody expected: " + request);
      }
    }
    assertEquals(List.of(), faults.stream().sorted().limit(SHOWN).toList(), () -> faults.size() + " faults");
  }
}
