package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Invariants and edges that no test by guarantee happens to try, through the classes above them. */
public final class LabelStress {
  private LabelStress() {}

  // ---- runs

  /**
   * OperationLifecycle: an object that begins where it ran last does not look at the slot, only at the word it left
   * there.
   */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun first: it finishes, then the slot is freed")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "begun in a session that has ended, or the slot is lost")
  public static class OL_I2_BeginAgainVsEnd extends Fixture.OneSession {
    public OL_I2_BeginAgainVsEnd() {
      session.begin(operation).close();
    }

    @Actor public void ender(final ZZ_Result r) { r.r1 = session.end(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, operation); }

    @Arbiter public void observer(final ZZ_Result r) {
      final boolean freedUnderIt = r.r2 && isFreed();
      operation.close();
      if (freedUnderIt || !isFreed()) {
        r.r1 = false;
      }
    }
  }

  /**
   * OperationState: the killer looks at an object that runs beside another operation, while that goes on to be the
   * first one in another session, with the same ticket there: only the count of its runs tells one run's ticket and
   * session from the next one's word.
   */
  @State
  @JCStressTest
  @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE,
      desc = "killed before it ended, or missed; the next run is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one session reached the run in another")
  public static class OS_I1_KillVsNextRunWithTheSameTicket {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1);
    private final Session session = core.open(1, owner);
    private final Session other = core.open(2, Fixture.owner(2));
    private final Operation first = core.operation().exempt(true);
    private final Operation moving = core.operation();

    public OS_I1_KillVsNextRunWithTheSameTicket() {
      session.begin(first);
      session.begin(moving);
    }

    @Actor public void host() { moving.close(); other.begin(moving); }

    @Actor public void killer(final II_Result r) { r.r1 = core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final II_Result r) { r.r2 = moving.isKilled() ? 1 : 0; }
  }

  /**
   * OperationEnd: a stranger closes the run while its user does, and begins the next one, which has the same
   * ticket, in another word: that one or its own is what the stranger ends, and in the right place.
   */
  @State
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "it has ended the run, or the next one, or found that over too")
  @Outcome(expect = FORBIDDEN, desc = "it took the array of one run and the place of the other")
  public static class OL_I1_CloseVsCloseAndNextRun {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Session session = core.open(1, Fixture.owner(1));
    private final Session other = core.open(2, Fixture.owner(2));
    private final Operation first = core.operation();
    private final Operation moving = core.operation();

    public OL_I1_CloseVsCloseAndNextRun() {
      session.begin(first);
      session.begin(moving);
    }

    @Actor public void user() {
      moving.close();
      try {
        other.begin(moving);
      } catch (final IllegalStateException e) {
        // the stranger is still about the close: no next run
      }
    }

    @Actor public void stranger(final I_Result r) {
      try {
        moving.close();
      } catch (final IndexOutOfBoundsException e) {
        r.r1 = 1;
      }
    }
  }

  /**
   * OperationState: a thread that is not the user's polls while the next run begins in a word of its own: array and
   * place that it reads may be of two runs.
   */
  @State
  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "nobody was killed")
  @Outcome(expect = FORBIDDEN, desc = "killed by nobody")
  public static class OS_I1_ForeignPollVsNextRun extends Fixture.OneSession {
    public OS_I1_ForeignPollVsNextRun() {
      session.begin(operation);
    }

    @Actor public void user() { operation.close(); ((OperationImpl) operation).beginSessionless(null); }

    @Actor public void poller(final Z_Result r) { r.r1 = operation.isKilled(); }

    @Arbiter public void clear(final Z_Result r) { operation.close(); session.end(); }
  }

  /**
   * OperationState: a kill with a cut-off, against the run of an object that has run before: its time of begin is its
   * own.
   */
  @State
  @JCStressTest
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "begun after the cut-off: spared")
  @Outcome(expect = FORBIDDEN, desc = "killed for the time at which the last run began")
  public static class OS_E1_CutOffVsNextRun extends Fixture.OneSession {
    private final long cutOff;

    public OS_E1_CutOffVsNextRun() {
      session.begin(operation).close();
      cutOff = Fixture.SHARED.services.clock.cutOff();
    }

    @Actor public void host() { session.begin(operation); }

    @Actor public void killer(final ZI_Result r) {
      r.r2 = (int) Fixture.SHARED.kills
          .kill(KillRequest.of(KillPattern.owner(owner.uid())).startedBefore(cutOff)).operationsKilled();
    }

    @Arbiter public void observer(final ZI_Result r) { r.r1 = operation.isKilled(); operation.close(); session.end(); }
  }

  /** WaitList: two that join at once are both on the list. */
  @State
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both called")
  @Outcome(expect = FORBIDDEN, desc = "one joined over the other")
  public static class WL_I1_JoinVsJoin extends Fixture.OneSession {
    private final AtomicInteger calls = new AtomicInteger();

    public WL_I1_JoinVsJoin() {
      session.begin(operation);
    }

    @Actor public void waiter1() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Actor public void waiter2() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Arbiter public void observer(final I_Result r) {
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
      r.r1 = calls.get();
      operation.close();
      session.end();
    }
  }

  /**
   * WaitList: one joins a list that has somebody on it, so that the word says WAITING already, while a kill takes it.
   */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both called once")
  @Outcome(expect = FORBIDDEN, desc = "one not called, or twice")
  public static class WL_I1_JoinVsKill extends Fixture.OneSession {
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();

    public WL_I1_JoinVsKill() {
      session.begin(operation).onKill(cause -> first.incrementAndGet());
    }

    @Actor public void waiter() { operation.onKill(cause -> second.incrementAndGet()); }

    @Actor public void killer() { Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = first.get();
      r.r2 = second.get();
      operation.close();
      session.end();
    }
  }

  /** OperationIds: a listing gives the run its first id while it ends. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, true"}, expect = ACCEPTABLE, desc = "listed or not, and no id is left")
  @Outcome(expect = FORBIDDEN, desc = "the id of a run that has ended is still in the table: it is never given back")
  public static class OI_I1_IdVsEnd {
    private static final int IDS = 4;
    private final Fixture.Small core = new Fixture.Small(64);
    private final OperationImpl operation = core.operation();
    private final Run run;

    public OI_I1_IdVsEnd() {
      core.open(1, Fixture.owner(1)).begin(operation);
      run = operation.present();
    }

    @Actor public void lister(final ZZ_Result r) { r.r1 = operation.describe(run) != null; }

    @Actor public void host() { operation.close(); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r2 = true;
      for (int id = 1; id <= IDS; id++) {
        r.r2 &= core.operations.find(id) == null;
      }
    }
  }

  /** OperationState: a listing finds a run by its word while that begins: it must not show the last one's fields. */
  @State
  @JCStressTest
  @Outcome(id = {"0", "1"}, expect = ACCEPTABLE, desc = "not listed, or listed with its own description")
  @Outcome(expect = FORBIDDEN, desc = "one run listed with the description of the other")
  public static class OS_I1_ListingVsNextRun extends Fixture.OneSession {
    private final OperationImpl object = (OperationImpl) operation;
    private final long lastTicket;

    public OS_I1_ListingVsNextRun() {
      session.begin(operation, "last");
      lastTicket = object.present().ticket();
    }

    @Actor public void host() { operation.close(); session.begin(operation, "next"); }

    @Actor public void lister(final I_Result r) {
      final Segment<?, ?, ?> segment = Fixture.SHARED.sessions.slots().segmentOf(Handle.slot(handle));
      final int offset = Segment.offset(Handle.slot(handle));
      final long word = segment.killWordAcquire(offset);
      if (KillWord.isRunning(word)) {
        final long ticket = KillWord.ticket(word);
        final OperationInfo info = object.describe(new Run(object, segment.words(), offset, ticket, 0));
        final String own = ticket == lastTicket ? "last" : "next";
        r.r1 = info == null ? 0 : info.description().equals(own) ? 1 : -1;
      }
    }

    @Arbiter public void observer(final I_Result r) { operation.close(); session.end(); }
  }

  /** KillLedger, KillRecord: who sees that it was killed finds out why, at once. */
  @State
  @JCStressTest
  @Outcome(id = {"0", "11601"}, expect = ACCEPTABLE, desc = "not killed yet, or killed with the kill's code")
  @Outcome(expect = FORBIDDEN, desc = "a number without its record, or a record without its cause")
  public static class KL_E1_PollVsKill extends Fixture.OneSession {
    public KL_E1_PollVsKill() {
      session.begin(operation);
    }

    @Actor public void host(final I_Result r) { r.r1 = operation.isKilled() ? Fixture.code(operation) : 0; }

    @Actor public void killer() { Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void clean(final I_Result r) { operation.close(); session.end(); }
  }

  /**
   * OperationLifecycle: the session ends in the middle of a kill, while a further operation begins: one that the kill
   * still counts is not taken back in silence. The victim before it takes the step that ends the session, on the
   * killer's thread, so that all three meet.
   */
  @State
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "refused, and not met by the kill")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "killed, and told so by its begin or its poll")
  @Outcome(expect = FORBIDDEN, desc = "killed without a count, or counted without being killed")
  public static class KW_E1_BeginFurtherVsKillAndEnd extends Fixture.OneSession {
    private final long[] words = Fixture.SHARED.segment(handle).words();
    private final int offset = Parts.offset(handle);
    private final Operation victim = Fixture.SHARED.operation();
    private final Operation further = Fixture.SHARED.operation();
    private boolean refused;

    public KW_E1_BeginFurtherVsKillAndEnd() {
      session.begin(operation.exempt(true));
      session.begin(victim).onKill(cause -> KillWords.seal(words, offset, KillWords.getAcquire(words, offset)));
    }

    @Actor public void host() {
      try {
        session.begin(further);
      } catch (final SessionEndedException e) {
        refused = true; // without a word of a kill
      } catch (final OperationKilledException e) {
        // the arbiter asks the operation
      }
    }

    @Actor public void killer(final II_Result r) { r.r1 = Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final II_Result r) {
      r.r2 = further.isKilled() && !refused ? 1 : 0;
      words[offset] ^= KillWord.ENDED | KillWord.LIVE; // back again, to end it properly
      session.end();
      further.close();
      victim.close();
      operation.close();
    }
  }

  /** KillRecord: the victim stops while its killer adds up. */
  @State
  @JCStressTest
  @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "it had not seen the kill, or it did; nothing is pending")
  @Outcome(expect = FORBIDDEN, desc = "a victim that has stopped is pending for ever")
  public static class KR_I1_StopVsFinish extends Fixture.OneSession {
    private static final int LOOKS = 1_000;
    private KillReport report;

    public KR_I1_StopVsFinish() {
      session.begin(operation);
    }

    @Actor public void victim(final II_Result r) {
      for (int look = 0; look < LOOKS && !operation.isKilled(); look++) {
        Thread.onSpinWait();
      }
      operation.close();
      r.r1 = operation.isKilled() ? 1 : 0;
    }

    @Actor public void killer() { report = Fixture.SHARED.report(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final II_Result r) { r.r2 = (int) report.pending(); session.end(); }
  }

  /** An operation that has been killed and runs on. */
  private abstract static class Killed extends Fixture.OneSession {
    private static final long ENOUGH_NANOS = 10_000_000_000L;
    private final KillReport report;

    Killed() {
      session.begin(operation);
      report = Fixture.SHARED.report(KillPattern.owner(owner.uid()));
    }

    /** Waits for its end; true if it did not take as long as it takes when nobody wakes the waiter. */
    final boolean isWoken() {
      final long start = System.nanoTime();
      try {
        return report.await(Duration.ofNanos(2 * ENOUGH_NANOS)) && System.nanoTime() - start < ENOUGH_NANOS;
      } catch (final InterruptedException e) {
        return false;
      }
    }
  }

  /** KillRecord: the last victim that stops wakes who waits for that. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "woken, or stopped before it waited")
  @Outcome(expect = FORBIDDEN, desc = "the wake was lost and it waited to the end")
  public static class KR_E2_AwaitVsStop extends Killed {
    @Actor public void victim() { operation.close(); }

    @Actor public void waiter(final Z_Result r) { r.r1 = isWoken(); }

    @Arbiter public void clean(final Z_Result r) { session.end(); }
  }

  /** KillRecord: two that wait for the same victim are both woken. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both woken, or it had stopped before they waited")
  @Outcome(expect = FORBIDDEN, desc = "one waited to the end")
  public static class KR_E2_AwaitVsAwait extends Killed {
    @Actor public void victim() { operation.close(); }

    @Actor public void waiter1(final ZZ_Result r) { r.r1 = isWoken(); }

    @Actor public void waiter2(final ZZ_Result r) { r.r2 = isWoken(); }

    @Arbiter public void clean(final ZZ_Result r) { session.end(); }
  }

  /** CoreClock: what begins after the cut-off was taken is spared, in the same millisecond too. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 0", "false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "begun after the cut-off and spared, or about then")
  @Outcome(expect = FORBIDDEN, desc = "the cut-off was taken when it began, and the kill hit it")
  public static class CC_I2_CutOffVsBegin extends Fixture.OneSession {
    private volatile boolean taken;

    @Actor public void host(final ZI_Result r) { r.r1 = taken; session.begin(operation); }

    @Actor public void killer(final ZI_Result r) {
      final long cutOff = Fixture.SHARED.services.clock.cutOff();
      taken = true;
      r.r2 = (int) Fixture.SHARED.kills
          .kill(KillRequest.of(KillPattern.owner(owner.uid())).startedBefore(cutOff)).operationsKilled();
    }

    @Arbiter public void clean(final ZI_Result r) { operation.close(); session.end(); }
  }

  /** Interruption: the thread is interrupted while it is inside the call, or not at all. */
  @State
  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "the thread leaves the call as it came")
  @Outcome(expect = FORBIDDEN, desc = "interrupted after the call")
  public static class IN_I1_KillVsLeave extends Fixture.OneSession {
    private Thread hostThread;

    public IN_I1_KillVsLeave() {
      session.begin(operation);
    }

    @Actor public void host(final Z_Result r) {
      hostThread = Thread.currentThread();
      try {
        operation.interruptibly(() -> {
          Thread.yield(); // or the kill comes too early or too late, as a rule
          return "";
        });
      } catch (final Exception e) {
        // killed before the call or in it
      }
      r.r1 = Thread.interrupted();
    }

    @Actor public void killer() { Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void clean(final Z_Result r) {
      r.r1 |= hostThread.isInterrupted();
      operation.close();
      session.end();
    }
  }
}
