package dev.quell.internal.kill;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.KillExplanation;
import dev.quell.KillExplanation.Index;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.listing.Runs;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.OperationEntry;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Carries out and explains kills: patterns to selectors, selectors to indexes, indexes to slots. Lock-free; a kill
 * never waits for its victims, nor for another kill.
 */
public final class Kills {
  private final LiveContext context;

  public Kills(final LiveContext context) {
    this.context = context;
  }

  /** Kills what the request names. All claims are made when this returns. */
  public KillReport kill(final KillRequest request) {
    final Kill kill = new Kill(context, request);
    new SessionWalker(context.sessions(), context.clock, Selector.of(request), kill).walk();
    kill.finish();
    return kill;
  }

  /** Kills everything, in sessions or not, exempt or not, and ends the sessions: the core is closing. */
  public void killAtShutdown() {
    // first, so that nothing begins any more; a begin on its way looks at the session again
    context.sessions().ends().endAll();
    final KillCause cause = new KillCause(KillCode.INTERRUPTED_AT_SHUTDOWN, "", "", context.nextKillId());
    final KillRecord record = context.ledger.register(KillRecord.of(cause, context.clock.nanoTime()));
    int killed = killFirst(record);
    for (final Iterator<OperationEntry> runs = Runs.all(context); runs.hasNext(); ) {
      final OperationEntry run = runs.next();
      if (context.claim(run.operation(), run.words(), run.index(), run.ticket(), record)) {
        killed++;
      }
    }
    context.ledger.finish(record, killed);
    context.counters.operationsKilled.add(killed);
    context.cursors.forEach(
        cursor -> {
          cursor.kill();
          return true;
        });
  }

  /**
   * Kills the first operation of every session by its word alone: one whose begin is on its way runs already, and its
   * object is not in the slot yet.
   */
  private int killFirst(final KillRecord record) {
    final SessionSlots slots = context.sessions().slots();
    int killed = 0;
    for (int number = 0; number < slots.segments(); number++) {
      final Segment segment = slots.segmentAt(number);
      for (int offset = 0; offset < Segment.SIZE; offset++) {
        if (context.claimFirst(segment, offset, record)) {
          killed++;
        }
      }
    }
    return killed;
  }

  /** The handles of the sessions that these patterns match, lazily and each once. */
  public Iterator<Long> matches(final KillRequest request) {
    return Matches.of(context, Selector.of(request));
  }

  /** What a kill would do. */
  public KillExplanation explain(final KillRequest request) {
    final Selector[] selectors = Selector.of(request);
    final Explanation run = new Explanation(request.cutOff().orElse(Kill.NO_CUT_OFF));
    final SessionWalker walker = new SessionWalker(context.sessions(), context.clock, selectors, run);
    final List<KillExplanation.Step> steps = new ArrayList<>();
    for (int i = 0; i < selectors.length; i++) {
      final long sessions = run.sessions();
      final long operations = run.operations();
      final long cursors = run.cursors();
      final Index index = walker.walk(i);
      steps.add(
          new KillExplanation.Step(
              selectors[i].toString(),
              index,
              walker.candidates(),
              run.sessions() - sessions,
              run.operations() - operations,
              run.cursors() - cursors));
    }
    return new KillExplanation(steps, run.sessions(), run.operations(), run.cursors());
  }
}
