package dev.quell.internal.background;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.live.Claimer;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.Run;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import dev.quell.internal.slots.SessionSlots;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * The background work: core time, deadlines, closing of cursors, expiry of sessions and cursors. One duty cycle does a
 * bounded slice of each, so that none keeps the others waiting. Run by one thread at a time, the core's or the host's.
 */
public final class Janitor implements Agent {
  /** Slices: groups of 64 session slots, and buckets of cursors, looked at in one duty cycle. */
  private static final int GROUPS = 256;
  private static final int CURSOR_BUCKETS = 4096;

  private final LiveContext context;
  private final long sessionTimeoutMs;
  private final long cursorTimeoutMs;
  private final boolean sessionCursorsToo;
  private final Sweep sessionSweep;
  private final Sweep cursorSweep;
  private volatile boolean stopped; // volatile: to be seen soon, no more
  private final DeadlineRun deadlines = new DeadlineRun();

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
   * @param sessionCursorsToo whether that goes for cursors in sessions
   */
  public Janitor(
      final LiveContext context, final long sessionTimeoutMs, final long cursorTimeoutMs, final boolean sessionCursorsToo) {
    this.context = context;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.cursorTimeoutMs = cursorTimeoutMs;
    this.sessionCursorsToo = sessionCursorsToo;
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
    context.clock.tick();
    final long now = context.clock.exactMillis();
    return deadlines.run(now) + context.closer.doWork() + sweepSessions(now) + sweepCursors(now);
  }

  private int sweepSessions(final long now) {
    if (now < sessionSweep.dueMs || now < sessionTimeoutMs) {
      return 0;
    }
    final SessionSlots slots = context.sessions().slots();
    final long usedBefore = now - sessionTimeoutMs;
    final int groupsInSegment = Segment.SIZE / Segment.GROUP;
    final int end = Math.min(sessionSweep.at + GROUPS, slots.segments() * groupsInSegment);
    int work = 0;
    for (; sessionSweep.at < end; sessionSweep.at++) {
      work += expire(slots.segmentAt(sessionSweep.at / groupsInSegment), sessionSweep.at % groupsInSegment, usedBefore, now);
    }
    if (end == slots.segments() * groupsInSegment) {
      sessionSweep.at = 0;
      sessionSweep.dueMs = now + sessionSweep.periodMs;
    }
    return work;
  }

  private int expire(final Segment segment, final int group, final long usedBefore, final long now) {
    int expired = 0;
    for (long live = segment.liveAcquire(group); live != 0; live &= live - 1) {
      final int offset = group * Segment.GROUP + Long.numberOfTrailingZeros(live);
      final long handle = Handle.of(segment.firstSlot() + offset, segment.generation(offset));
      if (SessionMeta.usedMs(segment.meta(offset), now) < usedBefore // a hint: expire looks again
          && context.sessions().ends().expire(handle, usedBefore, now)) {
        context.counters.sessionsExpired.increment();
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
        context.cursors.forEachFrom(
            cursorSweep.at,
            CURSOR_BUCKETS,
            cursor -> {
              cursor.expire(now - cursorTimeoutMs, sessionCursorsToo);
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

  /** Kills the operations whose deadline has passed. */
  private final class DeadlineRun implements Claimer {
    private long now;
    private KillRecord record;
    private int killed;

    int run(final long nowMs) {
      now = nowMs;
      killed = 0;
      context.deadlines.forEach(this::offer);
      if (record != null) {
        context.ledger.finish(record, killed);
        context.counters.operationsKilled.add(killed);
        record = null;
      }
      return killed;
    }

    private boolean offer(final Run operation) {
      operation.offerIfOverdue(now, this);
      return true;
    }

    @Override
    public void operation(
        final Run operation, final long[] words, final int index, final long ticket, final long stamp) {
      if (record == null) {
        final KillCause cause = new KillCause(KillCode.MAX_TIME_MS_EXPIRED, "", "", context.nextKillId());
        record = context.ledger.register(KillRecord.of(cause, context.clock.nanoTime()));
      }
      if (context.claim(operation, words, index, ticket, record)) {
        killed++;
      }
    }

    @Override
    public void cursor(final LiveCursor cursor) {
      // cursors have no deadline
    }
  }
}
