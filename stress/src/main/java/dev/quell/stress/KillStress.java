package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Cursor;
import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What kills promise to operations, through the public API. */
public final class KillStress {
  private KillStress() {}

  /** A session of an owner of its own in the shared core. */
  private static class OneSession {
    final long number = Fixture.number();
    final UUID id = Fixture.id(number);
    final Owner owner = Fixture.owner(number);
    final Session session = Fixture.CORE.session(id, owner);
    final Operation operation = Fixture.CORE.operation();

    void clear() {
      operation.close();
      session.end();
    }
  }

  // ---- K1, K2

  /** A kill of what has run for long meets an object whose long run ends, and whose next one begins. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the long run was hit, or nothing")
  @Outcome(expect = FORBIDDEN, desc = "a run that has just begun was taken for one that has run for long")
  public static class K2_RunningForVsNextRun {
    private static final Fixture.Ticking CORE = new Fixture.Ticking();
    private static final Duration LONG = Duration.ofMillis(500);

    private final long number = Fixture.number();
    private final Owner owner = Fixture.owner(number);
    private final Session session = CORE.sessions.findOrOpen(1, number, owner);
    private final Operation operation = CORE.operation();

    public K2_RunningForVsNextRun() {
      session.begin(operation);
      CORE.later();
    }

    @Actor public void host() { operation.close(); session.begin(operation); }

    @Actor public void killer(final IZ_Result r) {
      r.r1 = (int) CORE.kills.kill(KillRequest.of(KillPattern.owner(owner.uid())).runningFor(LONG)).operationsKilled();
    }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); operation.close(); session.end(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the kill passed before the begin")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the begin came first and was claimed")
  @Outcome(expect = FORBIDDEN, desc = "killed without a count, or counted without being killed")
  public static class K1_KillVsBegin extends OneSession {
    @Actor public void host() { session.begin(operation); }

    @Actor public void killer(final IZ_Result r) { r.r1 = Fixture.killOwner(owner); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the kill passed before the begin")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the begin came first and was claimed")
  @Outcome(expect = FORBIDDEN, desc = "killed without a count, or counted without being killed")
  public static class K1_KillVsBeginFurther extends OneSession {
    private final Operation second = Fixture.CORE.operation();

    public K1_KillVsBeginFurther() {
      session.begin(operation.exempt(true));
    }

    @Actor public void host() { session.begin(second); }

    @Actor public void killer(final IZ_Result r) { r.r1 = Fixture.killSession(id); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = second.isKilled(); second.close(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "the kill passed before the begin")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the begin came between the look and the kill")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned when the kill was called, and the kill missed it")
  public static class K1_KillSeesBegunOperation extends OneSession {
    private volatile boolean begun;

    @Actor public void host() { session.begin(operation); begun = true; }

    @Actor public void killer(final ZI_Result r) { r.r1 = begun; r.r2 = Fixture.killOwner(owner); }

    @Arbiter public void clean(final ZI_Result r) { clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "the kill passed before the begin")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the begin came between the look and the kill")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned when the kill was called, and the kill missed it")
  public static class K1_KillSeesBegunOperationOfNewSession {
    private final long number = Fixture.number();
    private final Owner owner = Fixture.owner(number);
    private final Operation operation = Fixture.CORE.operation();
    private volatile boolean begun;

    @Actor public void host() { Fixture.CORE.begin(operation, 1, number, owner, ""); begun = true; }

    @Actor public void killer(final ZI_Result r) { r.r1 = begun; r.r2 = Fixture.killOwner(owner); }

    @Arbiter public void clean(final ZI_Result r) { operation.session().orElseThrow().end(); operation.close(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "opened, then killed")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "the kill passed before the opening")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the opening came between the look and the kill")
  @Outcome(expect = FORBIDDEN, desc = "the cursor was open when the kill was called, and the kill missed it")
  public static class K1_KillSeesOpenedCursor {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1);
    private final Session session = core.open(1, owner);
    private volatile Cursor<?> cursor;

    @Actor public void host() { cursor = session.openCursor(() -> {}); }

    @Actor public void killer(final ZI_Result r) {
      r.r1 = cursor != null;
      r.r2 = (int) core.kills.kill(KillRequest.of(KillPattern.owner(owner.uid()))).cursorsKilled();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "begun after the kill: untouched")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "begun during the kill, which had passed")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun before or during the kill, and killed")
  @Outcome(expect = FORBIDDEN, desc = "the kill had returned when the operation began, and hit it")
  public static class K2_BeginAfterKill extends OneSession {
    private volatile boolean killed;

    @Actor public void killer() { Fixture.killSession(id); killed = true; }

    @Actor public void host(final ZZ_Result r) { r.r1 = killed; session.begin(operation); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = operation.isKilled(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "only the first run was there to be killed")
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the second run was claimed")
  @Outcome(expect = FORBIDDEN, desc = "one claim hit two runs, or none")
  public static class K2_KillHitsOneOfTwoRuns extends OneSession {
    private boolean firstKilled;

    public K2_KillHitsOneOfTwoRuns() {
      session.begin(operation);
    }

    @Actor public void host() {
      operation.close();
      firstKilled = operation.isKilled();
      session.begin(operation);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = Fixture.killOwner(owner); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      if ((firstKilled ? 1 : 0) + (r.r2 ? 1 : 0) != r.r1) {
        r.r1 = -1;
      }
      clear();
    }
  }

  // ---- K4

  @State
  @JCStressTest
  @Outcome(id = "1, 0, 50", expect = ACCEPTABLE, desc = "the kill by owner won")
  @Outcome(id = "0, 1, 279", expect = ACCEPTABLE, desc = "the kill by session won")
  @Outcome(expect = FORBIDDEN, desc = "two winners, no winner, or the code of the one that lost")
  public static class K4_TwoKillsClaimOnce extends OneSession {
    public K4_TwoKillsClaimOnce() {
      session.begin(operation);
    }

    @Actor public void killerByOwner(final III_Result r) {
      r.r1 = (int) Fixture.CORE.kill(
          Fixture.request(KillPattern.owner(owner.uid()), KillCode.MAX_TIME_MS_EXPIRED)).operationsKilled();
    }

    @Actor public void killerBySession(final III_Result r) {
      r.r2 = (int) Fixture.CORE.kill(
          Fixture.request(KillPattern.session(id), KillCode.CLIENT_DISCONNECT)).operationsKilled();
    }

    @Arbiter public void observer(final III_Result r) { r.r3 = Fixture.code(operation); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"2, 0, 2", "1, 1, 2", "0, 2, 2"}, expect = ACCEPTABLE,
      desc = "each operation claimed by one of the kills")
  @Outcome(expect = FORBIDDEN, desc = "the reports do not add up")
  public static class K4_TwoKillsShareTwoOperations extends OneSession {
    private final Operation second = Fixture.CORE.operation();

    public K4_TwoKillsShareTwoOperations() {
      session.begin(operation);
      session.begin(second);
    }

    @Actor public void killerByOwner(final III_Result r) { r.r1 = Fixture.killOwner(owner); }

    @Actor public void killerBySession(final III_Result r) { r.r2 = Fixture.killSession(id); }

    @Arbiter public void observer(final III_Result r) {
      r.r3 = (operation.isKilled() ? 1 : 0) + (second.isKilled() ? 1 : 0);
      second.close();
      clear();
    }
  }

  /** The report counts the operation if and only if the operation, when it ended, knew; and then nothing is pending. */
  @State
  @JCStressTest
  @Outcome(id = "0, false, 0", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "1, true, 0", expect = ACCEPTABLE, desc = "killed, then ended, and the kill knows that it has stopped")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree, or a victim that stopped is pending")
  public static class K4_KillVsEnd extends OneSession {
    private KillReport report;

    public K4_KillVsEnd() {
      session.begin(operation);
    }

    @Actor public void host(final IZI_Result r) { operation.close(); r.r2 = operation.isKilled(); }

    @Actor public void killer(final IZI_Result r) {
      report = Fixture.CORE.kill(KillPattern.owner(owner.uid()));
      r.r1 = (int) report.operationsKilled();
    }

    @Arbiter public void observer(final IZI_Result r) { r.r3 = (int) report.pending(); clear(); }
  }

  /** {@link K4_KillVsEnd} for an operation on a word of its own. */
  @State
  @JCStressTest
  @Outcome(id = "0, false, 0", expect = ACCEPTABLE, desc = "it ended before the kill reached it")
  @Outcome(id = "1, true, 0", expect = ACCEPTABLE, desc = "killed, then ended, and the kill knows that it has stopped")
  @Outcome(expect = FORBIDDEN, desc = "report and victim disagree, or a victim that stopped is pending")
  public static class K4_KillVsEndFurther extends OneSession {
    private final Operation second = Fixture.CORE.operation();
    private KillReport report;

    public K4_KillVsEndFurther() {
      session.begin(operation.exempt(true));
      session.begin(second);
    }

    @Actor public void host(final IZI_Result r) { second.close(); r.r2 = second.isKilled(); }

    @Actor public void killer(final IZI_Result r) {
      report = Fixture.CORE.kill(KillPattern.owner(owner.uid()));
      r.r1 = (int) report.operationsKilled();
    }

    @Arbiter public void observer(final IZI_Result r) { r.r3 = (int) report.pending(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 0, 50", expect = ACCEPTABLE, desc = "the kill by operation id won")
  @Outcome(id = "false, 1, 11601", expect = ACCEPTABLE, desc = "the kill by pattern won")
  @Outcome(expect = FORBIDDEN, desc = "two winners, no winner, or the code of the one that lost")
  public static class K4_FirstCodeWins extends OneSession {
    private final int operationId;

    public K4_FirstCodeWins() {
      operationId = session.begin(operation).id();
    }

    @Actor public void killerById(final ZII_Result r) {
      r.r1 = Fixture.CORE.killOperation(operationId, KillCode.MAX_TIME_MS_EXPIRED, "", "");
    }

    @Actor public void killerByPattern(final ZII_Result r) { r.r2 = Fixture.killSession(id); }

    @Arbiter public void observer(final ZII_Result r) { r.r3 = Fixture.code(operation); clear(); }
  }

  /** The id dies with the run, even if another thread kills by it at that moment. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, false"}, expect = ACCEPTABLE, desc = "the next run of the object is untouched")
  @Outcome(expect = FORBIDDEN, desc = "the id of a run that ended killed the next run of the same object")
  public static class K3_KillByIdVsNextRun extends OneSession {
    private final int operationId;

    public K3_KillByIdVsNextRun() {
      operationId = session.begin(operation).id();
    }

    @Actor public void host() { operation.close(); session.begin(operation); }

    @Actor public void killer(final ZZ_Result r) { r.r1 = Fixture.CORE.killOperation(operationId, 1, "", ""); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = operation.isKilled(); clear(); }
  }

  // ---- K9

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "called once, by the killer or at registration")
  @Outcome(expect = FORBIDDEN, desc = "not called, or twice")
  public static class K9_OnKillVsKill extends OneSession {
    private final AtomicInteger calls = new AtomicInteger();

    public K9_OnKillVsKill() {
      session.begin(operation);
    }

    @Actor public void host() { operation.onKill(cause -> calls.incrementAndGet()); }

    @Actor public void killer(final II_Result r) { r.r1 = Fixture.killOwner(owner); }

    @Arbiter public void observer(final II_Result r) { r.r2 = calls.get(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "killed before it ended: called once")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "ended before the kill: never called")
  @Outcome(expect = FORBIDDEN, desc = "killed and not called, called without a kill, or called twice")
  public static class K9_OnKillVsKillVsEnd extends OneSession {
    private final AtomicInteger calls = new AtomicInteger();

    public K9_OnKillVsKillVsEnd() {
      session.begin(operation);
      operation.onKill(cause -> calls.incrementAndGet());
    }

    @Actor public void host() { operation.close(); }

    @Actor public void killer(final II_Result r) { r.r1 = Fixture.killOwner(owner); }

    @Arbiter public void observer(final II_Result r) { r.r2 = calls.get(); clear(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "woken by the kill, or killed before it slept")
  @Outcome(expect = FORBIDDEN, desc = "the wake was lost and it slept to the end")
  public static class K9_SleepVsKill extends OneSession {
    public K9_SleepVsKill() {
      session.begin(operation);
    }

    @Actor public void host(final I_Result r) {
      try {
        operation.sleep(Duration.ofSeconds(1));
        r.r1 = 0;
      } catch (final OperationKilledException e) {
        r.r1 = 1;
      } catch (final InterruptedException e) {
        r.r1 = -1;
      }
    }

    @Actor public void killer() { Fixture.killOwner(owner); }

    @Arbiter public void clean(final I_Result r) { clear(); }
  }
}
