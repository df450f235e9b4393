package dev.quell.stress.soak;

import dev.quell.Session;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Uses its session once and then leaves it alone: it must not expire before its time, and must expire at last. */
final class Idler extends Actor {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  Idler(final Round round, final int number) {
    super(round, number);
  }

  @Override
  void step() {
    final Session session = round.session(books.names.apart(number));
    final long used = books.nanos.getAsLong(); // before the use that is noted last
    session.touch();
    while (session.isOpen()) {
      if (round.isOver()) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    final long idle = books.nanos.getAsLong() - used;
    if (idle < round.sessionTimeoutNanos()) {
      books.violations.add("expiry", "a session expired that was idle for " + idle + " ns by the core's clock");
    }
    books.counts.sessionsExpired.increment();
  }
}
