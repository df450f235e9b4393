package dev.quell.internal.background;

import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.services.Services;
import dev.quell.internal.session.Sessions;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.SessionSlots;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * The background work: core time, deadlines, tasks of the host, expiry of sessions and cursors. One duty cycle sweeps
 * a bounded slice of the sessions and cursors, so that expiry does not delay the rest. For one thread at a time, the
 * core's or the host's.
 */
public final class Janitor implements Agent {
  /** The slices of one duty cycle: groups of 64 session slots, and buckets of cursors. */
  private static final int GROUPS = 256;
  private static final int CURSOR_BUCKETS = 4096;
  /** The most labelled operation objects that the host has dropped to take out of the index in one duty cycle. */
  private static final int DROPPED = 1024;

  private final Services services;
  private final Sessions sessions;
  private final Cursors<CursorImpl<?>> cursors;
  private final Kills kills;
  private final long sessionTimeoutMs;
  private final long cursorTimeoutMs;
  private final boolean sessionCursorsToo;
  private final Predicate<? super AutoCloseable> cursorsThatTimeOut;
  private final Sweep sessionSweep;
  private final Sweep cursorSweep;
  private volatile boolean stopped; // volatile: to be seen soon
  private final DeadlineKiller deadlines;

  /** When a pass over everything starts, and how far it has come. */
  private static final class Sweep {
    private final long periodMs;
    private long dueMs;
    private int at;

    Sweep(final long timeoutMs) {
      periodMs = Math.max(1, Math.min(timeoutMs / 8, 60_000));
      dueMs = periodMs;
    }
  }

  /**
   * @param sessionTimeoutMs idle sessions end after this
   * @param cursorTimeoutMs idle cursors close after this
   * @param sessionCursorsToo whether cursors in sessions time out too
   * @param cursorsThatTimeOut asked about the resource of each; the host's code
   */
  public Janitor(
      final Sessions sessions,
      final Cursors<CursorImpl<?>> cursors,
      final Kills kills,
      final long sessionTimeoutMs,
      final long cursorTimeoutMs,
      final boolean sessionCursorsToo,
      final Predicate<? super AutoCloseable> cursorsThatTimeOut) {
    this.services = sessions.store().services;
    this.sessions = sessions;
    this.cursors = cursors;
    this.kills = kills;
    this.deadlines = new DeadlineKiller(cursors.operations);
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.cursorTimeoutMs = cursorTimeoutMs;
    this.sessionCursorsToo = sessionCursorsToo;
    this.cursorsThatTimeOut = cursorsThatTimeOut;
    this.sessionSweep = new Sweep(sessionTimeoutMs);
    this.cursorSweep = new Sweep(cursorTimeoutMs);
  }

  @Override
  public String roleName() {
    return "quell-janitor";
  }

  /** Ends the work at the next duty cycle. */
  public void stop() {
    stopped = true;
  }

  @Override
  public int doWork() {
    if (stopped) {
      throw new AgentTerminationException();
    }
    services.clock.tick();
    final long nanos = services.clock.exactNanos();
    final long now = TimeUnit.NANOSECONDS.toMillis(nanos);
    kills.lookForUncounted(now);
    return deadlines.run(nanos)
        + cursors.closer.doWork()
        + cursors.operations.claims.calls.doWork()
        + cursors.operations.labels.buryDropped(DROPPED)
        + sweepSessions(now)
        + sweepCursors(now);
  }

  private int sweepSessions(final long now) {
    if (now < sessionSweep.dueMs || now < sessionTimeoutMs) {
      return 0;
    }
    final SessionSlots<?, ?, ?> slots = sessions.slots();
    final long usedBefore = now - sessionTimeoutMs;
    final int groupsInSegment = Segment.SIZE / Segment.GROUP;
    final int end = Math.min(sessionSweep.at + GROUPS, slots.segments() * groupsInSegment);
    int work = 0;
    for (; sessionSweep.at < end; sessionSweep.at++) {
      work += expire(slots.segmentAt(sessionSweep.at / groupsInSegment), sessionSweep.at % groupsInSegment, usedBefore,
          now);
    }
    if (end == slots.segments() * groupsInSegment) {
      sessionSweep.at = 0;
      sessionSweep.dueMs = now + sessionSweep.periodMs;
    }
    return work;
  }

  private int expire(final Segment<?, ?, ?> segment, final int group, final long usedBefore, final long now) {
    int expired = 0;
    for (long taken = segment.takenAcquire(group); taken != 0; taken &= taken - 1) {
      final int offset = group * Segment.GROUP + Long.numberOfTrailingZeros(taken);
      final long handle = Handle.of(segment.firstSlot() + offset, segment.generation(offset));
      if (SessionMeta.usedMs(segment.meta(offset), now) < usedBefore // a hint: expire checks again
          && sessions.ending().expire(handle, usedBefore, now)) {
        services.counters.sessionsExpired.increment();
        expired++;
      }
    }
    return expired;
  }

  private int sweepCursors(final long now) {
    if (now < cursorSweep.dueMs || now < cursorTimeoutMs) {
      return 0;
    }
    final int next =
        cursors.byId.forEachFrom(
            cursorSweep.at,
            CURSOR_BUCKETS,
            cursor -> {
              if (timesOut(cursor)) {
                cursor.expire(now - cursorTimeoutMs, sessionCursorsToo);
              }
              return true;
            });
    if (next < 0) {
      cursorSweep.at = 0;
      cursorSweep.dueMs = now + cursorSweep.periodMs;
    } else {
      cursorSweep.at = next;
    }
    return 0;
  }

  private boolean timesOut(final CursorImpl<?> cursor) {
    try {
      return cursorsThatTimeOut.test(cursor.resource());
    } catch (final Throwable e) { // the host's code
      cursors.operations.claims.reportLater(e); // a handler that is slow must not delay deadlines
      return false;
    }
  }
}
