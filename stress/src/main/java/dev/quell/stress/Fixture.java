package dev.quell.stress;

import dev.quell.ClosedCoreException;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.slots.Handle;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the states are made of. A core is half a megabyte, so the states of one JVM share one wherever the test allows
 * it, each with a session and an owner of its own; slots are thus reused all the time, as in a server.
 */
final class Fixture {
  /** Shared by all states of the JVM. Nobody runs its agent: core time stands still. */
  static final KillCore CORE = KillCore.builder().hostRunsAgent().maxSessions(1 << 20).build();

  private static final AtomicLong NUMBERS = new AtomicLong();

  private Fixture() {}

  /** A number that no other state of this JVM has. */
  static long number() {
    return NUMBERS.incrementAndGet();
  }

  static Owner owner(final long number) {
    return Owner.of("user" + number, "db");
  }

  static UUID id(final long number) {
    return new UUID(1, number);
  }

  /** Begins, unless the session has ended. */
  static boolean tryBegin(final Session session, final Operation operation) {
    try {
      session.begin(operation);
      return true;
    } catch (final SessionEndedException e) {
      return false;
    }
  }

  /** The code the operation was killed with, or 0. */
  static int code(final Operation operation) {
    return operation.killCause().map(cause -> cause.code()).orElse(0);
  }

  static KillRequest request(final KillPattern pattern, final int code) {
    return KillRequest.of(pattern).code(code);
  }

  /** Operations that a kill of this owner's sessions claims. */
  static int killOwner(final Owner owner) {
    return (int) CORE.kill(request(KillPattern.owner(owner.uid()), KillCode.INTERRUPTED)).operationsKilled();
  }

  /** Operations that a kill of the sessions with this UUID claims. */
  static int killSession(final UUID id) {
    return (int) CORE.kill(request(KillPattern.session(id), KillCode.INTERRUPTED)).operationsKilled();
  }

  /** A core for one state: one segment of slots. An owner at its limit loses its longest idle session. */
  static class Small extends Parts {
    Small(final int limit) {
      this(limit, Long.MAX_VALUE);
    }

    Small(final int limit, final long limitPerOwner) {
      this(Settings.of(limit).limitPerOwner(limitPerOwner, true));
    }

    Small(final Settings settings) {
      super(System::nanoTime, settings);
    }

    Session open(final long number, final Owner owner) {
      return sessions.findOrOpen(1, number, owner);
    }

    /** Opens, unless the core is closed: then null. */
    Session tryOpen(final long number, final Owner owner) {
      try {
        return open(number, owner);
      } catch (final ClosedCoreException e) {
        return null;
      }
    }

    long find(final long number, final Owner owner) {
      return find(1, number, owner);
    }

    int kill(final KillPattern pattern) {
      return (int) report(pattern).operationsKilled();
    }

    KillReport report(final KillPattern pattern) {
      return kills.kill(KillRequest.of(pattern));
    }

    /** What {@code KillCore.close} does to sessions, operations and cursors. */
    void close() {
      services.close();
      kills.killAtShutdown();
    }

    boolean isFreed(final long handle) {
      return !segment(handle).stillIn(offset(handle), Handle.generation(handle));
    }
  }

  /** One small core for all states of the JVM, where handles can be had. */
  static final Small SHARED = new Small(1 << 20);

  /**
   * Closes what waits to be closed in {@link #SHARED}. One at a time: jcstress has the actors' threads observe in
   * parallel, each some of the states, and one could find nothing to close while the other is about to close its
   * cursor.
   */
  static synchronized void closeCursors() {
    SHARED.cursors.closer.doWork();
  }

  /** A core whose time goes on when it is told to; for all states of a test. */
  static final class Ticking extends Parts {
    private static final long STEP_MS = 1_000; // some units of SessionMeta
    private final AtomicLong millis;

    Ticking() {
      this(new AtomicLong());
    }

    private Ticking(final AtomicLong millis) {
      super(() -> TimeUnit.MILLISECONDS.toNanos(millis.get()), Settings.of(1 << 20));
      this.millis = millis;
    }

    /** Core milliseconds after all that was noted before this call, and not after what is noted from now on. */
    long later() {
      millis.addAndGet(STEP_MS);
      return CoreClock.millis(services.clock.tick());
    }

    /** As {@link Fixture#closeCursors}. */
    synchronized void closeCursors() {
      cursors.closer.doWork();
    }
  }

  /** A session of an owner of its own in {@link #SHARED}. */
  abstract static class OneSession {
    final long number = Fixture.number();
    final Owner owner = Fixture.owner(number);
    final Session session = SHARED.open(number, owner);
    final long handle = SHARED.find(number, owner);
    final Operation operation = SHARED.operation();

    boolean expire() {
      return SHARED.sessions.ending().expire(handle, Long.MAX_VALUE, 0);
    }

    /** Whether the slot has left the session's generation. */
    boolean isFreed() {
      return SHARED.isFreed(handle);
    }
  }
}
