package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.OperationEntry;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Opening, ending, expiry and reuse of sessions, against each other and against begins and kills. */
public final class SessionStress {
  private SessionStress() {}

  /** One small core for all states of the JVM, where handles can be had. */
  private static final Fixture.Small SHARED = new Fixture.Small(1 << 20);

  private abstract static class OneSession {
    final long number = Fixture.number();
    final Owner owner = Fixture.owner(number);
    final Session session = SHARED.open(number, owner);
    final long handle = SHARED.sessions.find(1, number, owner.uid());
    final Operation operation = new LiveOperation(SHARED.context);

    /** Whether the slot has left the session's generation. */
    boolean isFreed() {
      final Segment segment = SHARED.sessions.slots().segmentOf(Handle.slot(handle));
      return !segment.stillIn(Segment.offset(Handle.slot(handle)), Handle.generation(handle));
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "both got the same session, and there is one")
  @Outcome(expect = FORBIDDEN, desc = "two sessions of one UUID and owner")
  public static class OpenVsOpen_OneSession {
    private final long number = Fixture.number();
    private final Owner owner = Fixture.owner(number);
    private Session first;
    private Session second;

    @Actor public void opener1() { first = Fixture.CORE.session(Fixture.id(number), owner); }

    @Actor public void opener2() { second = Fixture.CORE.session(Fixture.id(number), owner); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = first == second && first.isOpen();
      r.r2 = (int) Fixture.CORE.kill(KillPattern.owner(owner.uid())).sessionsMatched();
      first.end();
    }
  }

  /** The opener may get the session that is about to end, or the one after it; it never gets none. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "opened after the end: another session")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found before the end: the session that then ended")
  @Outcome(expect = FORBIDDEN, desc = "the end failed, or a session that is open cannot be found")
  public static class OpenVsEnd extends OneSession {
    private Session found;

    @Actor public void ender(final ZZ_Result r) { r.r1 = session.end(); }

    @Actor public void opener() { found = SHARED.open(number, owner); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r2 = found.isOpen();
      if (r.r2 != (found != session) || r.r2 != (SHARED.sessions.find(1, number, owner.uid()) != Handle.NONE)) {
        r.r1 = false;
      }
      found.end();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun first: it finishes, then the slot is freed")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "the slot was freed under the operation, or never")
  public static class EndVsBegin extends OneSession {
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

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun first: it finishes, then the slot is freed")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "ended first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "the slot was freed under the operation, or never")
  public static class EndVsBeginOverflow extends OneSession {
    private final Operation second = new LiveOperation(SHARED.context);

    public EndVsBeginOverflow() {
      session.begin(operation);
    }

    @Actor public void ender(final ZZ_Result r) { r.r1 = session.end(); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, second); }

    @Arbiter public void observer(final ZZ_Result r) {
      operation.close();
      final boolean freedUnderIt = r.r2 && isFreed();
      second.close();
      if (freedUnderIt || !isFreed()) {
        r.r1 = false;
      }
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "freed once by whichever came second")
  @Outcome(expect = FORBIDDEN, desc = "the slot is lost")
  public static class K8_EndVsEndOfOperation extends OneSession {
    public K8_EndVsEndOfOperation() {
      session.begin(operation);
    }

    @Actor public void ender() { session.end(); }

    @Actor public void host() { operation.close(); }

    @Arbiter public void observer(final Z_Result r) { r.r1 = isFreed(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE, desc = "ended by one of the two")
  @Outcome(expect = FORBIDDEN, desc = "ended twice, or not at all")
  public static class EndVsExpire extends OneSession {
    @Actor public void ender(final ZZZ_Result r) { r.r1 = session.end(); }

    @Actor public void janitor(final ZZZ_Result r) { r.r2 = SHARED.sessions.expire(handle, Long.MAX_VALUE); }

    @Arbiter public void observer(final ZZZ_Result r) {
      if (!r.r1 && !r.r2) { // the expiry saw a word that the end then changed, or the other way round
        r.r1 = session.end();
      }
      r.r3 = isFreed();
    }
  }

  /** LiveSessions I5: no session expires under an operation whose begin has returned. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "expired first: the begin is refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "begun first, or the begin took the expiry back")
  @Outcome(expect = FORBIDDEN, desc = "expired under an operation, or refused a begin without expiring")
  public static class ExpireVsBegin extends OneSession {
    @Actor public void janitor(final ZZ_Result r) { r.r1 = SHARED.sessions.expire(handle, Long.MAX_VALUE); }

    @Actor public void host(final ZZ_Result r) { r.r2 = Fixture.tryBegin(session, operation); }

    @Arbiter public void clean(final ZZ_Result r) { operation.close(); session.end(); }
  }

  // ---- K3

  /** The slot of a session that ends is taken by another owner's session at once; the old facade is used meanwhile. */
  @State
  @JCStressTest
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "refused: the handle was stale, and its slot reused")
  @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "refused after it had the word: it kept the slot for a moment")
  @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "begun before the end: its operation keeps the slot")
  @Outcome(expect = FORBIDDEN, desc = "an old handle acted on another session, or another session's kill on it")
  public static class K3_StaleHandleAfterReuse {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1);
    private final Owner successor = Fixture.owner(2);
    private final Session stale = core.open(1, owner);
    private final long staleHandle = core.sessions.find(1, 1, owner.uid());
    private final Operation operation = new LiveOperation(core.context);

    public K3_StaleHandleAfterReuse() {
      core.turnToLastSlot();
    }

    @Actor public void ender() { stale.end(); core.open(2, successor); }

    @Actor public void staleUser(final ZZI_Result r) { r.r1 = Fixture.tryBegin(stale, operation); }

    @Arbiter public void observer(final ZZI_Result r) {
      r.r2 = Handle.slot(core.sessions.find(1, 2, successor.uid())) == Handle.slot(staleHandle);
      r.r3 = core.kill(KillPattern.owner(successor.uid())) + core.kill(KillPattern.owner(owner.uid()));
    }
  }

  /** A kill by owner has the slot in its hands while the session ends and another owner's begins in the same slot. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the successor is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one owner's sessions reached another's")
  public static class K3_KillVsReuse {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1);
    private final Owner successor = Fixture.owner(2);
    private final Session session = core.open(1, owner);
    private final Operation operation = new LiveOperation(core.context);

    public K3_KillVsReuse() {
      session.begin(operation);
      core.turnToLastSlot();
    }

    @Actor public void host() {
      operation.close();
      session.end();
      core.open(2, successor).begin(operation);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); }
  }

  /** A second end through the old facade, while the slot changes hands. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, true"}, expect = ACCEPTABLE, desc = "the successor stays open")
  @Outcome(expect = FORBIDDEN, desc = "an old handle ended another session")
  public static class K3_StaleEndAfterReuse {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Session stale = core.open(1, Fixture.owner(1));
    private Session successor;

    public K3_StaleEndAfterReuse() {
      core.turnToLastSlot();
    }

    @Actor public void ender() { stale.end(); successor = core.open(2, Fixture.owner(2)); }

    @Actor public void staleUser(final ZZ_Result r) { r.r1 = stale.end(); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = successor.isOpen(); }
  }

  // ---- K8

  /** A listing still holds the last run of an operation object that goes on to its next one. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "no id outlives its run")
  @Outcome(expect = FORBIDDEN, desc = "the id of a run that has ended is still in the table: it is never given back")
  public static class K8_ListingVsIdOfNextRun extends OneSession {
    private final OperationEntry lastRun;
    private int id;

    public K8_ListingVsIdOfNextRun() {
      session.begin(operation);
      lastRun = ((LiveOperation) operation).run();
    }

    @Actor public void lister() { ((LiveOperation) operation).infoOf(lastRun); }

    @Actor public void host() { operation.close(); session.begin(operation); id = operation.id(); }

    @Arbiter public void observer(final Z_Result r) {
      operation.close();
      r.r1 = SHARED.context.operationIds.find(id) == null;
      session.end();
    }
  }
}
