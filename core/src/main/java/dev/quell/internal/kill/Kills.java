package dev.quell.internal.kill;

import dev.quell.KillCode;
import dev.quell.KillExplanation;
import dev.quell.KillExplanation.Index;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.KillTrigger;
import dev.quell.Uid;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.operation.Runs;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Counters;
import dev.quell.internal.session.SessionEnding;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.session.Sessions;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import dev.quell.internal.telemetry.Listeners;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Carries out and explains kills. Lock-free: a kill waits neither for its victims nor for another kill. */
public final class Kills extends Apart {
  private final Claims claims;
  private final Sessions sessions;
  private final Operations operations;
  private final Cursors<CursorImpl<?>> cursors;
  private final Stragglers stragglers;
  private final Reports reports;
  /** Who hears of kills. */
  public final Listeners listeners = new Listeners();
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  public Kills(final Sessions sessions, final Operations operations, final Cursors<CursorImpl<?>> cursors) {
    this.claims = operations.claims;
    this.sessions = sessions;
    this.operations = operations;
    this.cursors = cursors;
    this.stragglers = new Stragglers(operations);
    this.reports = new Reports(claims.services, listeners, stragglers, claims.calls::later);
    claims.reportTo(reports);
  }

  /** Kills what the request names: claims, wakes, calls what the victims registered, and tells who listens. */
  public KillReport kill(final KillRequest request) {
    final Kill kill = new Kill(claims, request);
    try {
      walk(request, kill);
    } finally {
      kill.finish(); // also if the process has run out of memory: what was claimed is woken, and the number comes back
    }
    final Report report = count(request, kill);
    reports.tell(report);
    return report;
  }

  /**
   * {@link #kill(KillRequest)} on a thread that must not block: another interrupts, calls, and tells who listens.
   *
   * @param calls takes that; what it refuses goes to threads of the core's own
   */
  public KillReport kill(final KillRequest request, final Executor calls) {
    final Kill kill = new Kill(claims, request);
    try {
      walk(request, kill);
    } catch (final Throwable e) {
      handOver(calls, kill.finishWithoutCalls()); // as above
      throw e;
    }
    final Runnable rest = kill.finishWithoutCalls();
    final Report report = count(request, kill);
    handOver(calls, reports.isHeard() ? () -> callAndTell(rest, report) : rest);
    return report;
  }

  private void callAndTell(final @Nullable Runnable rest, final Report report) {
    if (rest != null) {
      rest.run();
    }
    reports.tell(report);
  }

  private void handOver(final Executor calls, final @Nullable Runnable rest) {
    if (rest == null) {
      return;
    }
    try {
      calls.execute(rest);
    } catch (final Throwable e) { // rejected: a thread of the core's own does it (K7)
      claims.reportLater(e);
      claims.calls.later(rest);
    }
  }

  private Report count(final KillRequest request, final Kill kill) {
    final Counters counters = claims.services.counters;
    counters.kills.increment();
    final boolean timed = kill.isTimed();
    final long duration = timed ? reports.nanosOf(kill) : 0;
    if (timed) {
      counters.recordKill(duration);
    }
    return reports.report(request, kill, duration);
  }

  /** The walk for one session or a small owner takes no time worth measuring, unless there is something to kill. */
  private void walk(final KillRequest request, final Kill kill) {
    final SessionStore store = sessions.store();
    final KillPattern one = PatternCompiler.onlySessionOrOwner(request); // there is nothing to compile then
    if (one != null) {
      walk(store, one.id().orElse(null), one.uid().orElse(null), kill);
      return;
    }
    final Selector[] selectors = PatternCompiler.compile(request);
    final Selector only = selectors.length == 1 ? selectors[0] : null;
    if (only != null && (only.isOneSession() || only.isOneOwner())) {
      walk(store, only.hasOneId() ? new UUID(only.idHigh, only.idLow) : null, only.onlyOwner, kill);
      return;
    }
    kill.startClock();
    new SessionWalker(store, selectors, kill).walk();
  }

  private static void walk(
      final SessionStore store, final @Nullable UUID id, final @Nullable Uid owner, final Kill kill) {
    if (id != null) {
      ShortWalk.ofSession(store, id, owner, kill);
    } else if (owner != null) {
      ShortWalk.ofOwner(store, owner, kill);
    }
  }

  /**
   * Ends every session and kills every operation and cursor, exempt or not: the core is closing.
   *
   * @return what is to be told when the core has closed; null if nobody would hear of it
   */
  public @Nullable KillReport killAtShutdown() {
    final ClaimBatch batch = new ClaimBatch(claims, KillCode.INTERRUPTED_AT_SHUTDOWN, "", "");
    final SessionEnding.Ended ended;
    final long[] alone = {0};
    try {
      // first, so that nothing begins any more; a begin on its way checks the session again
      ended = sessions.ending().endAll();
      claimAll(batch, alone);
    } finally {
      batch.finish();
    }
    final long allCursors = ended.cursors() + alone[0];
    return reports.isHeard()
        ? reports.report(KillTrigger.SHUTDOWN, Report.NO_TARGET, batch, ended.sessions(), allCursors) : null;
  }

  private void claimAll(final ClaimBatch batch, final long[] cursorsAlone) {
    claimFirst(batch);
    for (final Iterator<Run> runs = new Runs(operations); runs.hasNext();) {
      batch.claim(runs.next());
    }
    cursors.byId.forEach(
        cursor -> {
          cursorsAlone[0] += cursor.kill() ? 1 : 0;
          return true;
        });
  }

  /** Tells who listens, on this thread. */
  public void tell(final KillReport report) {
    reports.tell(report);
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

  /** The operations that a kill would claim, lazily and each once. */
  public Iterator<Run> matchingOperations(final KillRequest request) {
    return MatchingWork.operations(sessions.store(), PatternCompiler.compile(request));
  }

  /** The cursors that a kill would claim, lazily and each once. */
  public Iterator<CursorImpl<?>> matchingCursors(final KillRequest request) {
    return MatchingWork.cursors(sessions.store(), PatternCompiler.compile(request));
  }

  /** What a kill would do. */
  public KillExplanation explain(final KillRequest request) {
    final Selector[] selectors = PatternCompiler.compile(request);
    final Explanation seen =
        new Explanation(selectors, CutOffs.ofOperations(request, claims.services.clock), CutOffs.ofCursors(request));
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
