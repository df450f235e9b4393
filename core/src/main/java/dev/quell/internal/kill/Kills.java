package dev.quell.internal.kill;

import dev.quell.KillCode;
import dev.quell.KillExplanation;
import dev.quell.KillExplanation.Index;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.operation.Runs;
import dev.quell.internal.services.Counters;
import dev.quell.internal.session.Sessions;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Carries out and explains kills. Lock-free: a kill waits neither for its victims nor for another kill. */
public final class Kills {
  private final Claims claims;
  private final Sessions sessions;
  private final Operations operations;
  private final Cursors<CursorImpl<?>> cursors;
  private final Stragglers stragglers;

  public Kills(final Sessions sessions, final Operations operations, final Cursors<CursorImpl<?>> cursors) {
    this.claims = operations.claims;
    this.sessions = sessions;
    this.operations = operations;
    this.cursors = cursors;
    this.stragglers = new Stragglers(operations);
  }

  /** Kills what the request names: claims, wakes, and calls what the victims registered. */
  public KillReport kill(final KillRequest request) {
    final Kill kill = new Kill(claims, request);
    final SessionWalker walker = new SessionWalker(sessions.store(), PatternCompiler.compile(request), kill);
    try {
      walker.walk();
    } finally {
      kill.finish(); // also if the process has run out of memory: what was claimed is woken, and the number comes back
    }
    final long duration = claims.services.clock.nanoTime() - kill.calledNanos();
    final Counters counters = claims.services.counters;
    counters.kills.increment();
    counters.recordKill(duration);
    return new Report(request, kill, duration, stragglers);
  }

  /** Ends every session and kills every operation and cursor, exempt or not: the core is closing. */
  public void killAtShutdown() {
    // first, so that nothing begins any more; a begin on its way checks the session again
    sessions.ending().endAll();
    final ClaimBatch batch = new ClaimBatch(claims, KillCode.INTERRUPTED_AT_SHUTDOWN, "", "");
    try {
      claimAll(batch);
    } finally {
      batch.finish();
    }
  }

  private void claimAll(final ClaimBatch batch) {
    claimFirst(batch);
    for (final Iterator<Run> runs = new Runs(operations); runs.hasNext();) {
      batch.claim(runs.next());
    }
    cursors.byId.forEach(
        cursor -> {
          cursor.kill();
          return true;
        });
  }

  /**
   * Claims the first operation of every session by its word alone: if its begin has not returned, its object may not be
   * in the slot yet.
   */
  private void claimFirst(final ClaimBatch batch) {
    final SessionSlots<?, ?, OperationState> slots = sessions.slots();
    for (int number = 0; number < slots.segments(); number++) {
      for (int offset = 0; offset < Segment.SIZE; offset++) {
        batch.claimFirst(slots.segmentAt(number), offset);
      }
    }
  }

  /** Looks after the reports whose victims no record counts. Part of the agent's duty cycle. */
  public void lookForUncounted(final long nowMillis) {
    stragglers.lookForUncounted(nowMillis);
  }

  /** The handles of the sessions that these patterns match, lazily and each once. */
  public Iterator<Long> matches(final KillRequest request) {
    return new MatchingSessions(sessions.store(), PatternCompiler.compile(request));
  }

  /** What a kill would do. */
  public KillExplanation explain(final KillRequest request) {
    final Selector[] selectors = PatternCompiler.compile(request);
    final Explanation seen =
        new Explanation(CutOffs.ofOperations(request, claims.services.clock), CutOffs.ofCursors(request));
    final SessionWalker walker = new SessionWalker(sessions.store(), selectors, seen);
    final List<KillExplanation.Step> steps = new ArrayList<>();
    for (int i = 0; i < selectors.length; i++) {
      final long sessionsBefore = seen.sessions();
      final long operationsBefore = seen.operations();
      final long cursorsBefore = seen.cursors();
      final Index index = walker.walk(i);
      steps.add(
          new KillExplanation.Step(
              selectors[i].toString(),
              index,
              walker.candidates(),
              seen.sessions() - sessionsBefore,
              seen.operations() - operationsBefore,
              seen.cursors() - cursorsBefore));
    }
    return new KillExplanation(steps, seen.sessions(), seen.operations(), seen.cursors());
  }
}
