package dev.quell.stress.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Freezes threads in the middle of the core: wherever the core calls what the host gave it. The clock is read at the
 * begin and the end of a kill, between the look-up and the claim of a kill by id, in the end of a killed run before it
 * has left the lists, by deadlines, touches and the agent; callbacks run between two claims of a kill; listeners after
 * the last; suppliers in the middle of a listing; resources in an unpin, a close or on the closer's thread. What lies
 * between these is for {@link Freezer}.
 */
final class Stalls {
  /** Where a thread was frozen. */
  enum Place {
    CLOCK,
    CALLBACK,
    LISTENER,
    DESCRIPTION,
    RESOURCE
  }

  private static final int MOST_FROZEN = 3;
  /** How much more seldom than the clock is read, about, the other places are come by. */
  private static final int RARE = 16;

  private final AtomicInteger frozen = new AtomicInteger();
  private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Map<Place, AtomicLong> counts = new EnumMap<>(Place.class);
  private volatile int oneIn;
  /** Rises with each thaw: who was frozen before it goes on. */
  private volatile int thaws;

  Stalls() {
    for (final Place place : Place.values()) {
      counts.put(place, new AtomicLong());
    }
  }

  /** From now on about one in so many readings of the clock freezes its thread; of what is rare, more. */
  void start(final int newOneIn) {
    oneIn = newOneIn;
  }

  /** Lets all go on, and freezes nobody any more. */
  void stop() {
    oneIn = 0;
    thaw();
  }

  /** Lets all that are frozen go on; by one thread at a time. */
  void thaw() {
    thaws++;
    // each takes itself off: it may be frozen again by now, and must be found then
    threads.forEach(LockSupport::unpark);
  }

  /** Called by the core, through what the host gave it. */
  void point(final Place place) {
    final int chances = place == Place.CLOCK || oneIn == 0 ? oneIn : Math.max(1, oneIn / RARE);
    if (chances == 0 || ThreadLocalRandom.current().nextInt(chances) != 0) {
      return;
    }
    if (frozen.incrementAndGet() <= MOST_FROZEN) {
      freeze(place);
    }
    frozen.decrementAndGet();
  }

  private void freeze(final Place place) {
    final int before = thaws;
    if (oneIn == 0) {
      return; // looked at after thaws: else the stop has passed already
    }
    counts.get(place).incrementAndGet();
    final Thread thread = Thread.currentThread();
    threads.add(thread);
    boolean interrupted = false;
    while (thaws == before) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // a frozen thread notices nothing
    }
    threads.remove(thread);
    if (interrupted) {
      thread.interrupt();
    }
  }

  int frozen() {
    return Math.min(frozen.get(), MOST_FROZEN);
  }

  boolean isFrozen(final Thread thread) {
    return threads.contains(thread);
  }

  long count(final Place place) {
    return counts.get(place).get();
  }

  long count() {
    return counts.values().stream().mapToLong(AtomicLong::get).sum();
  }
}
