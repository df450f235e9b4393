package dev.quell.stress.soak;

import dev.quell.Owner;
import dev.quell.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/** Opens sessions by the thousand, and ends them, so that slots are added, given back, and used again (K8). */
final class Churner extends Actor {
  /** The most it has open at once: enough for three segments of slots. */
  static final int MOST = 20_000;
  private static final int BATCH = 500;

  private final Owner owner = Owner.of("churner", "app");
  private final Deque<Session> sessions = new ArrayDeque<>();
  private long opened;

  Churner(final Round round, final int number) {
    super(round, number);
  }

  @Override
  void step() {
    final int wanted = dice.below(MOST);
    for (int i = 0; i < BATCH; i++) {
      if (sessions.size() < wanted) {
        sessions.addLast(core.session(new UUID(number, opened++), owner));
      } else if (!sessions.isEmpty()) {
        end(dice.oneIn(2) ? sessions.removeFirst() : sessions.removeLast());
      }
    }
    Thread.yield();
  }

  private void end(final Session session) {
    if (!session.end()) {
      books.violations.add("K3", "a session has ended that nobody ended");
    }
    books.counts.sessionsEnded.increment();
  }

  @Override
  void finish() {
    sessions.forEach(this::end);
  }
}
