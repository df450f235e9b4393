package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Pin;
import dev.quell.Session;
import dev.quell.internal.cursor.CursorImpl;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link LabelStress} for cursors. */
public final class LabelCursorStress {
  private LabelCursorStress() {}

  /** SessionImpl: two that attach something first meet on one set of bags. */
  @State
  @JCStressTest
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both cursors are counted and found")
  @Outcome(expect = FORBIDDEN, desc = "one of the two hangs on bags that nobody walks")
  public static class SA_I1_OpenCursorVsOpenCursor extends Fixture.OneSession {
    @Actor public void host1() { session.openCursor(() -> {}); }

    @Actor public void host2() { session.openCursor(() -> {}); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = session.info().cursors();
      r.r2 = (int) Fixture.SHARED.report(KillPattern.owner(owner.uid())).cursorsKilled();
      Fixture.closeCursors();
      session.end();
    }
  }

  /** CursorState: two kills claim one cursor. */
  @State
  @JCStressTest
  @Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = ACCEPTABLE, desc = "one of them counts it, and it is closed")
  @Outcome(expect = FORBIDDEN, desc = "counted twice or by nobody, or not closed once")
  public static class CU_I1_KillVsKill extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();

    public CU_I1_KillVsKill() {
      session.openCursor(closes::incrementAndGet);
    }

    private int kill(final KillPattern pattern) {
      return (int) Fixture.SHARED.report(pattern).cursorsKilled();
    }

    @Actor public void killerByOwner(final III_Result r) { r.r1 = kill(KillPattern.owner(owner.uid())); }

    @Actor public void killerBySession(final III_Result r) { r.r2 = kill(KillPattern.session(Fixture.id(number))); }

    @Arbiter public void observer(final III_Result r) {
      Fixture.closeCursors();
      r.r3 = closes.get();
      session.end();
    }
  }

  /** CursorState: a kill by id comes while the pin has not yet said whose it is: then the pin looks for the kill. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "pinned, then killed with its user")
  @Outcome(id = {"false, false", "false, true"}, expect = ACCEPTABLE,
      desc = "killed first, or while it was being pinned, which says so")
  @Outcome(expect = FORBIDDEN, desc = "pinned and killed, and the user runs on")
  public static class CU_E1_PinVsKillById extends Fixture.OneSession {
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(() -> {});

    public CU_E1_PinVsKillById() {
      session.begin(operation);
    }

    @Actor public void user(final ZZ_Result r) {
      try {
        cursor.pin(operation);
        r.r1 = true;
      } catch (final CursorException e) {
        r.r1 = false;
      }
    }

    @Actor public void killer() { cursor.killWithUser("", ""); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r2 = operation.isKilled();
      if (r.r1) {
        cursor.unpin();
      }
      Fixture.closeCursors();
      operation.close();
      session.end();
    }
  }

  /** CursorState: one that is pinned and unpinned all the time is killed. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "killed once, closed once, and not under its user")
  @Outcome(expect = FORBIDDEN, desc = "closed under its user, or killed and pinned again, or not closed once")
  public static class CU_I3_PinsVsKill extends Fixture.OneSession {
    private static final int PINS = 20;
    private final AtomicInteger closes = new AtomicInteger();
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);
    private boolean closedUnderUser;

    public CU_I3_PinsVsKill() {
      session.begin(operation);
    }

    @Actor public void user() {
      try {
        for (int pin = 0; pin < PINS; pin++) {
          cursor.pin(operation);
          closedUnderUser |= closes.get() != 0;
          cursor.unpin();
        }
      } catch (final CursorException e) {
        // killed
      }
    }

    @Actor public void killer(final II_Result r) {
      r.r1 = cursor.kill() ? 1 : 0;
      Fixture.closeCursors();
    }

    @Arbiter public void observer(final II_Result r) {
      Fixture.closeCursors();
      r.r2 = closedUnderUser || cursor.isOpen() ? -1 : closes.get();
      operation.close();
      session.end();
    }
  }

  /** CursorState: the timeout of a cursor that is pinned just now. */
  @State
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "pinned first: it stays open")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "expired first, and closed")
  @Outcome(expect = FORBIDDEN, desc = "closed under its user, or neither pinned nor closed")
  public static class CU_I1_ExpireVsPin extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);

    public CU_I1_ExpireVsPin() {
      session.begin(operation);
    }

    @Actor public void user(final ZI_Result r) {
      try {
        cursor.pin(operation);
        r.r1 = true;
      } catch (final CursorException e) {
        r.r1 = false;
      }
    }

    @Actor public void janitor() { cursor.expire(Long.MAX_VALUE, true); }

    @Arbiter public void observer(final ZI_Result r) {
      Fixture.closeCursors();
      r.r2 = closes.get();
      if (r.r1 && cursor.isPinned()) {
        cursor.unpin();
      }
      operation.close();
      session.end();
    }
  }

  /** CursorPin: two close one pin, and one of them goes on and pins the cursor again. */
  @State
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE,
      desc = "in use again, and the kill of the cursor finds its user")
  @Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "refused: the other close has not ended the use yet")
  @Outcome(expect = FORBIDDEN, desc = "a late close has ended the use that came after its own")
  public static class CP_I1_CloseVsCloseAndNextUse extends Fixture.OneSession {
    private final Operation second = Fixture.SHARED.operation();
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(() -> {});
    private final Pin<?> pin;

    public CP_I1_CloseVsCloseAndNextUse() {
      session.begin(operation);
      session.begin(second);
      pin = cursor.use(operation);
    }

    @Actor public void user1(final ZZZ_Result r) {
      pin.close();
      try {
        cursor.pin(second);
        r.r1 = true;
      } catch (final CursorException e) {
        r.r1 = false;
      }
    }

    @Actor public void user2() { pin.close(); }

    @Arbiter public void observer(final ZZZ_Result r) {
      r.r2 = cursor.isPinned();
      cursor.killWithUser("", "");
      r.r3 = second.isKilled();
      if (r.r2) {
        cursor.unpin();
      }
      Fixture.closeCursors();
      operation.close();
      second.close();
      session.end();
    }
  }

  /** CursorState: who pins sees what the one before did to the resource. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "sees the use before its own")
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "refused: in use")
  @Outcome(expect = FORBIDDEN, desc = "pinned, and sees the resource as it was before the last use")
  public static class CU_E2_UnpinVsPin extends Fixture.OneSession {
    private final Operation second = Fixture.SHARED.operation();
    private final Cursor<?> cursor = session.openCursor(() -> {});
    private int resource;

    public CU_E2_UnpinVsPin() {
      session.begin(operation);
      session.begin(second);
      cursor.pin(operation);
    }

    @Actor public void user1() { resource = 1; cursor.unpin(); }

    @Actor public void user2(final I_Result r) {
      try {
        cursor.pin(second);
        r.r1 = resource;
      } catch (final CursorException e) {
        r.r1 = -1;
      }
    }

    @Arbiter public void clean(final I_Result r) { operation.close(); second.close(); session.end(); }
  }

  /**
   * CursorState, HostTasks: a cursor killed while its opening has not returned leaves no entry behind, and is
   * closed.
   */
  @State
  @JCStressTest
  @Outcome(id = {"0, 1", "1, 0"}, expect = ACCEPTABLE, desc = "killed, closed and gone; or not seen by the kill")
  @Outcome(expect = FORBIDDEN,
      desc = "an entry for a cursor that is dead, or a cursor that is open and cannot be found")
  public static class CU_E3_KillVsOpen {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1);
    private final Session session = core.open(1, owner);
    private final AtomicInteger closes = new AtomicInteger();

    public CU_E3_KillVsOpen() {
      session.openCursor(() -> {}).close(); // so that a kill looks at what hangs on the session
    }

    @Actor public void host() { session.openCursor(closes::incrementAndGet); }

    @Actor public void killer() { core.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final II_Result r) {
      core.cursors.byId.forEach(cursor -> ++r.r1 > 0);
      core.cursors.closer.doWork();
      r.r2 = closes.get();
    }
  }
}
