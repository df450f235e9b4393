package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Cursor;
import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.SessionInfo;
import dev.quell.UserName;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** K3: memory that is used again never lets an old handle or a kill reach another session's work. */
public final class ReuseStress {
  private ReuseStress() {}

  /** A session whose slot, once it is free, is the next to be taken: the allocator prefers a warm one. */
  private abstract static class OneSlot {
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);
    final Owner successor = Fixture.owner(2);
    final Session session;
    final long handle;
    final OperationImpl operation = core.operation();

    OneSlot() {
      this(false);
    }

    /** @param crowded whether the owner has another session, so that this one is in a chunk of its bag */
    OneSlot(final boolean crowded) {
      if (crowded) {
        core.open(3, owner);
      }
      session = core.open(1, owner);
      handle = core.find(1, owner);
    }
  }

  /** The slot of a session that ends is taken by another owner's session at once; the old facade is used meanwhile. */
  @State
  @JCStressTest
  @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "refused: the handle was stale, and its slot reused")
  @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "begun before the end: its operation keeps the slot")
  @Outcome(expect = FORBIDDEN, desc = "an old handle acted on another session, or another session's kill on it")
  public static class K3_StaleHandleAfterReuse extends OneSlot {
    @Actor public void ender() { session.end(); core.open(2, successor); }

    @Actor public void staleUser(final ZZI_Result r) { r.r1 = Fixture.tryBegin(session, operation); }

    @Arbiter public void observer(final ZZI_Result r) {
      r.r2 = Handle.slot(core.find(2, successor)) == Handle.slot(handle);
      r.r3 = core.kill(KillPattern.owner(successor.uid())) + core.kill(KillPattern.owner(owner.uid()));
    }
  }

  /** {@link K3_StaleHandleAfterReuse} for a begin that holds the slot before it looks at the session again. */
  @State
  @JCStressTest
  @Outcome(id = {"false, true, 0", "false, false, 0"}, expect = ACCEPTABLE,
      desc = "refused; it may have kept the slot for a moment")
  @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "begun before the end: its operation keeps the slot")
  @Outcome(expect = FORBIDDEN, desc = "an old handle acted on another session, or another session's kill on it")
  public static class K3_StaleFurtherAfterReuse extends OneSlot {
    private final Operation first = session.begin("");

    @Actor public void ender() { first.close(); session.end(); core.open(2, successor); }

    @Actor public void staleUser(final ZZI_Result r) { r.r1 = Fixture.tryBegin(session, operation); }

    @Arbiter public void observer(final ZZI_Result r) {
      r.r2 = Handle.slot(core.find(2, successor)) == Handle.slot(handle);
      r.r3 = core.kill(KillPattern.owner(successor.uid())) + core.kill(KillPattern.owner(owner.uid()));
    }
  }

  /**
   * A kill has the slot in its hands while the session ends and another owner's begins in the same slot, with the same
   * UUID.
   */
  private abstract static class KilledAndReused extends OneSlot {
    KilledAndReused() {
      this(false);
    }

    KilledAndReused(final boolean crowded) {
      super(crowded);
      session.begin(operation);
    }

    final void reuse() {
      operation.close();
      session.end();
      core.open(1, successor).begin(operation);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the successor is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one owner's sessions reached another's")
  public static class K3_KillByOwnerVsReuse extends KilledAndReused {
    @Actor public void host() { reuse(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); }
  }

  /** {@link K3_KillByOwnerVsReuse} of an owner that has another session. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the successor is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one owner's sessions reached another's")
  public static class K3_KillByCrowdedOwnerVsReuse extends KilledAndReused {
    public K3_KillByCrowdedOwnerVsReuse() {
      super(true);
    }

    @Actor public void host() { reuse(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); }
  }

  /** The UUID is still right when the slot is the other owner's: only the kill word tells. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the successor is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one owner's session reached another's with the same UUID")
  public static class K3_KillByIdAndOwnerVsReuse extends KilledAndReused {
    @Actor public void host() { reuse(); }

    @Actor public void killer(final IZ_Result r) {
      r.r1 = core.kill(KillPattern.session(Fixture.id(1), owner.uid()));
    }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); }
  }

  /** The kill means whoever has the UUID; what it says it has killed must be what was killed. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE,
      desc = "it came by before the successor began, or before that was open")
  @Outcome(id = {"1, true", "2, true"}, expect = ACCEPTABLE,
      desc = "the successor's operation too, or in place of the first")
  @Outcome(expect = FORBIDDEN, desc = "killed and not counted, or counted and not killed")
  public static class K3_KillByIdVsReuse extends KilledAndReused {
    private boolean firstKilled;

    @Actor public void host() {
      operation.close();
      firstKilled = operation.isKilled();
      session.end();
      core.open(1, successor).begin(operation);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.session(Fixture.id(1))); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      if ((firstKilled ? 1 : 0) + (r.r2 ? 1 : 0) != r.r1) {
        r.r1 = -1;
      }
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the successor, without the role, is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of those who hold a role reached somebody who does not")
  public static class K3_KillByRoleVsReuse extends KilledAndReused {
    private final Role role = Role.of("role", "db");

    public K3_KillByRoleVsReuse() {
      core.owners.replaceRoles(owner.withRoles(role));
    }

    @Actor public void host() { reuse(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.roles(role)); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "the successor is of another name, and untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of some users' sessions reached another's")
  public static class K3_KillByUsersVsReuse extends KilledAndReused {
    private final KillPattern pattern = KillPattern.users(new UserName("user1", "db"), new UserName("nobody", "db"));

    @Actor public void host() { reuse(); }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(pattern); }

    @Arbiter public void observer(final IZ_Result r) { r.r2 = operation.isKilled(); }
  }

  /** {@link K3_KillByIdVsReuse} by the walk over all slots. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "it came by before the successor began")
  @Outcome(id = {"1, true", "2, true"}, expect = ACCEPTABLE, desc = "the successor's operation too, or instead")
  @Outcome(expect = FORBIDDEN, desc = "killed and not counted, or counted and not killed")
  public static class K3_KillAllVsReuse extends KilledAndReused {
    private boolean firstKilled;

    @Actor public void host() {
      operation.close();
      firstKilled = operation.isKilled();
      session.end();
      core.open(1, successor).begin(operation);
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.all()); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      if ((firstKilled ? 1 : 0) + (r.r2 ? 1 : 0) != r.r1) {
        r.r1 = -1;
      }
    }
  }

  /** The run that has the id ends, and another session's first operation runs on the very same word. */
  @State
  @JCStressTest
  @Outcome(id = {"false, false", "true, false"}, expect = ACCEPTABLE, desc = "the successor is untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one run reached one in another session")
  public static class K3_KillByOperationIdVsReuse extends KilledAndReused {
    private final int id = operation.id();

    @Actor public void host() { reuse(); }

    @Actor public void killer(final ZZ_Result r) {
      final Run run = core.operations.find(id);
      r.r1 = run != null && core.kill(run, KillCode.INTERRUPTED);
    }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = operation.isKilled(); }
  }

  /** Two operations of the session that ends; the successor in the slot has two as well, and a cursor. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false", "2, false"}, expect = ACCEPTABLE, desc = "the successor's are untouched")
  @Outcome(expect = FORBIDDEN, desc = "a kill of one owner's sessions reached what hangs on another's, or miscounted")
  public static class K3_KillVsReuseWithAttached extends OneSlot {
    private final Operation first = core.operation();
    private final Operation bystander = core.operation();
    private Cursor<?> cursor;
    private int killed;

    public K3_KillVsReuseWithAttached() {
      session.begin(first);
      session.begin(operation);
    }

    @Actor public void host() {
      operation.close();
      first.close();
      killed = (operation.isKilled() ? 1 : 0) + (first.isKilled() ? 1 : 0);
      session.end();
      final Session next = core.open(2, successor);
      next.begin(first);
      next.begin(bystander);
      cursor = next.openCursor(() -> {});
    }

    @Actor public void killer(final IZ_Result r) { r.r1 = core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = first.isKilled() || bystander.isKilled() || !cursor.isOpen();
      if (killed != r.r1) {
        r.r1 = -1;
      }
    }
  }

  /**
   * A cursor that is pinned outlives its session, whose slot another owner's session takes. The one looks for the
   * cursors of the other, by their ids.
   */
  @State
  @JCStressTest
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "neither finds the other's")
  @Outcome(expect = FORBIDDEN, desc = "a session found another's cursor")
  public static class K3_FindCursorVsReuse extends OneSlot {
    private final Cursor<?> own = session.openCursor(() -> {});

    public K3_FindCursorVsReuse() {
      operation.beginSessionless("");
      own.pin(operation);
    }

    @Actor public void host(final ZI_Result r) {
      session.end();
      final Session next = core.open(2, successor);
      next.openCursor(() -> {});
      r.r1 = next.findCursor(own.id()).isPresent();
    }

    @Actor public void staleUser(final ZI_Result r) {
      core.cursors.byId.forEach(
          cursor -> {
            r.r2 += cursor != own && finds(cursor.id()) ? 1 : 0;
            return true;
          });
    }

    private boolean finds(final long id) {
      try {
        return session.findCursor(id).isPresent();
      } catch (final SessionEndedException e) {
        return false;
      }
    }
  }

  /** A second end through the old facade, while the slot changes hands. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, true"}, expect = ACCEPTABLE, desc = "the successor stays open")
  @Outcome(expect = FORBIDDEN, desc = "an old handle ended another session")
  public static class K3_StaleEndAfterReuse extends OneSlot {
    private Session next;

    @Actor public void ender() { session.end(); next = core.open(2, successor); }

    @Actor public void staleUser(final ZZ_Result r) { r.r1 = session.end(); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = next.isOpen(); }
  }

  /** The agent has read the slot's times and word before it changes hands. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true", "false, true"}, expect = ACCEPTABLE, desc = "the successor stays open")
  @Outcome(expect = FORBIDDEN, desc = "the successor expired for the session before it")
  public static class K3_StaleExpiryAfterReuse extends OneSlot {
    private Session next;

    @Actor public void ender() { session.end(); next = core.open(2, successor); }

    @Actor public void janitor(final ZZ_Result r) { r.r1 = core.sessions.ending().expire(handle, Long.MAX_VALUE, 0); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = next.isOpen(); }
  }

  /** A cursor through the old facade: the successor neither has it nor counts it. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1, 0", expect = ACCEPTABLE, desc = "opened before the end, and closed with its session")
  @Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "refused: the resource stays the host's")
  @Outcome(expect = FORBIDDEN, desc = "left open, or closed twice, or in another session")
  public static class K3_StaleOpenCursorAfterReuse extends OneSlot {
    private final AtomicInteger closes = new AtomicInteger();
    private Session next;

    @Actor public void ender() { session.end(); next = core.open(2, successor); }

    @Actor public void staleUser(final ZII_Result r) {
      try {
        session.openCursor(closes::incrementAndGet);
        r.r1 = true;
      } catch (final SessionEndedException e) {
        r.r1 = false;
      }
    }

    @Arbiter public void observer(final ZII_Result r) {
      core.cursors.closer.doWork();
      r.r2 = closes.get();
      r.r3 = next.info().cursors() + (int) core.report(KillPattern.all()).cursorsKilled();
    }
  }

  /**
   * A use noted through the old facade, which may have read the time of the session before: {@link Segment#touch}
   * compares. The successor is in another place of its owner's bag, and was opened in another hour, so that a time
   * that is written all the same brings back both.
   */
  @State
  @JCStressTest
  @Outcome(id = {"true, true, 1", "false, true, 1"}, expect = ACCEPTABLE, desc = "its times and place are its own")
  @Outcome(expect = FORBIDDEN, desc = "it has a time or the place of the session before: its owner loses another")
  public static class K3_StaleTouchAfterReuse {
    private final AtomicLong hours = new AtomicLong();
    private final Parts core = new Parts(() -> TimeUnit.HOURS.toNanos(hours.get()), Parts.Settings.of(64));
    private final Owner successor = Fixture.owner(2);
    private final Session neighbour = core.sessions.findOrOpen(1, 1, successor); // has the place that the session has
    private final Session session = core.sessions.findOrOpen(1, 2, Fixture.owner(1));
    private Session next;

    public K3_StaleTouchAfterReuse() {
      hours.set(1);
      core.services.clock.tick();
    }

    @Actor public void ender() { session.end(); next = core.sessions.findOrOpen(1, 3, successor); }

    @Actor public void staleUser(final ZZI_Result r) {
      try {
        session.touch();
        r.r1 = true;
      } catch (final SessionEndedException e) {
        r.r1 = false;
      }
    }

    private int matched() {
      return (int) core.kills.kill(KillRequest.of(KillPattern.owner(successor.uid()))).sessionsMatched();
    }

    @Arbiter public void observer(final ZZI_Result r) {
      final SessionInfo info = next.info();
      final long hour = TimeUnit.HOURS.toMillis(1) - SessionMeta.UNIT_MS;
      r.r2 = info.openedAt().toEpochMilli() >= hour && info.lastUse().toEpochMilli() >= hour;
      r.r3 = matched();
      next.end();
      r.r3 = r.r3 == 2 ? matched() : -1;
    }
  }

  /** How often a session is matched that ends and is opened again during the kill. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "one of the two sessions was met")
  @Outcome(id = "0, true", expect = ACCEPTABLE,
      desc = "came by the first's entry after its end and the second's before its opening")
  @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "met the first, and the second in a place further on")
  @Outcome(expect = FORBIDDEN, desc = "met a session that never was")
  public static class K1_MatchedVsEndAndReopen extends OneSlot {
    @Actor public void host() { session.end(); core.open(1, owner); }

    @Actor public void killer(final IZ_Result r) {
      r.r1 = (int) core.report(KillPattern.session(Fixture.id(1))).sessionsMatched();
    }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = core.report(KillPattern.session(Fixture.id(1))).sessionsMatched() == 1;
    }
  }

  // ---- K8

  /** A listing still holds the last run of an operation object that goes on to its next one. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "no id outlives its run")
  @Outcome(expect = FORBIDDEN, desc = "the id of a run that has ended is still in the table: it is never given back")
  public static class K8_ListingVsIdOfNextRun extends Fixture.OneSession {
    private final Run lastRun;
    private int id;

    public K8_ListingVsIdOfNextRun() {
      session.begin(operation);
      lastRun = ((OperationImpl) operation).present();
    }

    @Actor public void lister() { ((OperationImpl) operation).describe(lastRun); }

    @Actor public void host() { operation.close(); session.begin(operation); id = operation.id(); }

    @Arbiter public void observer(final Z_Result r) {
      operation.close();
      r.r1 = Fixture.SHARED.operations.find(id) == null;
      session.end();
    }
  }
}
