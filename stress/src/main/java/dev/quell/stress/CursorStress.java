package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Pin;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.cursor.CursorImpl;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** K7: a cursor's resource is closed exactly once, and never while it is pinned. */
public final class CursorStress {
  private CursorStress() {}

  /** A core, and a resource that counts its closes. */
  private abstract static class Closes {
    final Fixture.Small core = new Fixture.Small(64);
    final AtomicInteger closes = new AtomicInteger();
    final AutoCloseable resource = closes::incrementAndGet;
    final Owner owner = Fixture.owner(1);
    final Session session = core.open(1, owner);
    final Operation operation = session.begin("");

    /** How often the resource was closed when everything is over: the queue is drained first. */
    int closesAtTheEnd() {
      core.cursors.closer.doWork();
      return closes.get();
    }

    int killCursors() {
      return (int) core.kills.kill(KillRequest.of(KillPattern.owner(owner.uid()))).cursorsKilled();
    }

    static boolean tryPin(final Cursor<?> cursor, final Operation operation) {
      try {
        cursor.pin(operation);
        return true;
      } catch (final CursorException e) {
        return false;
      }
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "closed by the host or by the kill")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or never")
  public static class K7_CloseVsKill extends Closes {
    private final Cursor<?> cursor = session.openCursor(resource);

    @Actor public void host() { cursor.close(); }

    @Actor public void killer(final II_Result r) { r.r1 = killCursors(); }

    @Arbiter public void observer(final II_Result r) { r.r2 = closesAtTheEnd(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "killed while pinned or after, closed at unpin or after")
  @Outcome(expect = FORBIDDEN, desc = "missed, closed twice, or never")
  public static class K7_UnpinVsKill extends Closes {
    private final Cursor<?> cursor = session.openCursor(resource);

    public K7_UnpinVsKill() {
      cursor.pin(operation);
    }

    @Actor public void host() { cursor.unpin(); }

    @Actor public void killer(final II_Result r) { r.r1 = killCursors(); }

    @Arbiter public void observer(final II_Result r) { r.r2 = closesAtTheEnd(); }
  }

  /** Pin, use, unpin, close against a kill; the user looks whether the resource was closed while it used it. */
  @State
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "closed by the host before the kill")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "killed once, closed once")
  @Outcome(expect = FORBIDDEN, desc = "closed while it was pinned, twice, or never")
  public static class K7_UseAndCloseVsKill extends Closes {
    private final Cursor<?> cursor = session.openCursor(resource);
    private boolean closedUnderUser;

    @Actor public void host() {
      if (tryPin(cursor, operation)) {
        closedUnderUser = closes.get() != 0;
        cursor.unpin();
      }
      cursor.close();
    }

    @Actor public void killer(final II_Result r) { r.r1 = killCursors(); core.cursors.closer.doWork(); }

    @Arbiter public void observer(final II_Result r) { r.r2 = closedUnderUser ? -1 : closesAtTheEnd(); }
  }

  /** {@link K7_UseAndCloseVsKill} by a pin for try-with-resources. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "killed once, closed once")
  @Outcome(expect = FORBIDDEN, desc = "closed while it was in use, twice, or never; or not killed")
  public static class K7_PinVsKillAndSecondClose extends Closes {
    private final Cursor<?> cursor = session.openCursor(resource);
    private boolean closedUnderUser;

    @Actor public void host() {
      try {
        final Pin<?> pin = cursor.use(operation);
        closedUnderUser = closes.get() != 0;
        pin.close();
        pin.close();
      } catch (final CursorException e) {
        // killed first
      }
    }

    @Actor public void killer(final II_Result r) { r.r1 = killCursors(); core.cursors.closer.doWork(); }

    @Arbiter public void observer(final II_Result r) { r.r2 = closedUnderUser ? -1 : closesAtTheEnd(); }
  }

  /** One thread closes what another is about to unpin. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed by the close, or at unpin")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or the close was lost")
  public static class K7_CloseVsUnpin extends Closes {
    private final Cursor<?> cursor = session.openCursor(resource);

    public K7_CloseVsUnpin() {
      cursor.pin(operation);
    }

    @Actor public void user() { cursor.unpin(); }

    @Actor public void closer() { cursor.close(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = closesAtTheEnd(); }
  }

  /** The session ends while one of its cursors is unpinned. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed by the end of the session, or at unpin")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or left open for ever")
  public static class K7_EndSessionVsUnpin extends Closes {
    private final Cursor<?> cursor = session.openCursor(resource);

    public K7_EndSessionVsUnpin() {
      cursor.pin(operation);
    }

    @Actor public void user() { cursor.unpin(); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = closesAtTheEnd(); }
  }

  /** Two operations want the cursor. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "one has it, the other is refused")
  @Outcome(expect = FORBIDDEN, desc = "two have it, or none")
  public static class K7_PinVsPin extends Fixture.OneSession {
    private final Cursor<?> cursor = session.openCursor(() -> {});
    private final Operation second = Fixture.SHARED.operation();

    public K7_PinVsPin() {
      session.begin(operation);
      session.begin(second);
    }

    @Actor public void user1(final ZZ_Result r) { r.r1 = Closes.tryPin(cursor, operation); }

    @Actor public void user2(final ZZ_Result r) { r.r2 = Closes.tryPin(cursor, second); }

    @Arbiter public void clean(final ZZ_Result r) {
      cursor.unpin();
      operation.close();
      second.close();
      session.end();
    }
  }

  /** What ends a cursor that is about to be pinned; who has it pinned looks whether it was closed under it. */
  private abstract static class Pinning extends Closes {
    final Cursor<?> cursor = session.openCursor(resource);
    private boolean closedUnderUser;

    final void use() {
      if (tryPin(cursor, operation)) {
        core.cursors.closer.doWork();
        closedUnderUser = closes.get() != 0;
        cursor.unpin();
      }
    }

    final int closesUnlessUnderUser() {
      return closedUnderUser ? -1 : closesAtTheEnd();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed at once, or at unpin")
  @Outcome(expect = FORBIDDEN, desc = "closed under its user, twice, or never")
  public static class K7_PinVsClose extends Pinning {
    @Actor public void user() { use(); }

    @Actor public void closer() { cursor.close(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = closesUnlessUnderUser(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed by the end of the session, or at unpin")
  @Outcome(expect = FORBIDDEN, desc = "closed under its user, twice, or left open for ever")
  public static class K7_PinVsEndSession extends Pinning {
    @Actor public void user() { use(); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = closesUnlessUnderUser(); }
  }

  /** Who claims a cursor takes it out of its session, which counts them. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1, 1", "false, 1, 1"}, expect = ACCEPTABLE, desc = "killed, or timed out; the other stays")
  @Outcome(expect = FORBIDDEN, desc = "claimed by both, or by none, or not closed once")
  public static class K4_KillVsTimeout extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);

    public K4_KillVsTimeout() {
      session.openCursor(() -> {});
    }

    @Actor public void killer(final ZII_Result r) { r.r1 = cursor.kill(); }

    @Actor public void janitor() { cursor.expire(Long.MAX_VALUE, true); }

    @Arbiter public void observer(final ZII_Result r) {
      Fixture.closeCursors();
      r.r2 = closes.get();
      r.r3 = session.info().cursors();
      session.end();
    }
  }

  /** An idle cursor of a session that has another one, which stays: who claims the one uncounts it once. */
  private abstract static class OneOfTwo extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();
    final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);

    OneOfTwo() {
      session.openCursor(() -> {});
    }

    /** How often it was closed, and how many cursors are left. */
    final void look(final II_Result r) {
      Fixture.closeCursors();
      r.r1 = closes.get();
      r.r2 = session.info().cursors();
      session.end();
    }
  }

  /** The host closes from two threads, each on its own. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one of them closed it; the other cursor stays")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or never, or uncounted twice")
  public static class K7_CloseVsClose extends OneOfTwo {
    @Actor public void closer1() { cursor.close(); }

    @Actor public void closer2() { cursor.close(); }

    @Arbiter public void observer(final II_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed by the host, or timed out; the other cursor stays")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or never, or uncounted twice")
  public static class K7_CloseVsTimeout extends OneOfTwo {
    @Actor public void closer() { cursor.close(); }

    @Actor public void janitor() { cursor.expire(Long.MAX_VALUE, true); }

    @Arbiter public void observer(final II_Result r) { look(r); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "closed by the host, or with its session")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or never, or the slot is lost")
  public static class K7_CloseVsEndSession extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();
    private final Cursor<?> cursor = session.openCursor(closes::incrementAndGet);

    @Actor public void closer() { cursor.close(); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final IZ_Result r) { Fixture.closeCursors(); r.r1 = closes.get(); r.r2 = isFreed(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "timed out, or closed with its session")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or never, or the slot is lost")
  public static class K7_TimeoutVsEndSession extends Fixture.OneSession {
    private final AtomicInteger closes = new AtomicInteger();
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);

    @Actor public void janitor() { cursor.expire(Long.MAX_VALUE, true); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final IZ_Result r) { Fixture.closeCursors(); r.r1 = closes.get(); r.r2 = isFreed(); }
  }

  /** Used until a moment ago: the timeout, which finds it idle just now, must not go by the use before that. */
  @State
  @JCStressTest
  @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "it was used just now, and stays")
  @Outcome(expect = FORBIDDEN, desc = "timed out for the time of an earlier use, or under its user")
  public static class K7_TimeoutVsUnpin {
    private static final Fixture.Ticking CORE = new Fixture.Ticking();
    private final AtomicInteger closes = new AtomicInteger();
    private final long number = Fixture.number();
    private final Session session = CORE.sessions.findOrOpen(1, number, Fixture.owner(number));
    private final Operation operation = session.begin("");
    private final CursorImpl<?> cursor;
    private final long usedBefore;

    public K7_TimeoutVsUnpin() {
      cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);
      cursor.pin(operation);
      usedBefore = CORE.later();
    }

    @Actor public void user() { cursor.unpin(); }

    @Actor public void janitor() { cursor.expire(usedBefore, true); }

    @Arbiter public void observer(final IZ_Result r) {
      CORE.closeCursors();
      r.r1 = closes.get();
      r.r2 = cursor.isOpen();
      operation.close();
      session.end();
      CORE.closeCursors();
    }
  }

  /** A kill by id reports what it claimed, and a timeout is counted for what it claimed. */
  @State
  @JCStressTest
  @Outcome(id = "true, 0, 1", expect = ACCEPTABLE, desc = "killed, and not timed out")
  @Outcome(id = "false, 1, 1", expect = ACCEPTABLE, desc = "timed out, and not killed")
  @Outcome(expect = FORBIDDEN, desc = "claimed by both, or by none, or not closed once")
  public static class K4_KillByIdVsTimeout extends Closes {
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(resource);

    @Actor public void killer(final ZII_Result r) { r.r1 = cursor.killWithUser("", ""); }

    @Actor public void janitor() { cursor.expire(Long.MAX_VALUE, true); }

    @Arbiter public void observer(final ZII_Result r) {
      r.r2 = (int) core.services.counters.snapshot(0, 0, 0, 0).cursorsExpired();
      r.r3 = closesAtTheEnd();
    }
  }

  /** A kill and the end of its session claim an idle cursor: only one of these is counted as a kill. */
  private abstract static class Claimed extends Closes {
    Claimed() {
      session.openCursor(resource);
      operation.close();
    }

    final int counted() {
      return (int) core.services.counters.snapshot(0, 0, 0, 0).cursorsKilled();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"1, 1", "0, 1"}, expect = ACCEPTABLE, desc = "killed, or closed by the end of its session; not both")
  @Outcome(expect = FORBIDDEN, desc = "counted and not killed, or left open for ever, or closed twice")
  public static class K7_KillVsEndSession extends Claimed {
    @Actor public void killer(final II_Result r) { r.r1 = killCursors(); }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final II_Result r) {
      r.r2 = closesAtTheEnd();
      r.r1 = counted() == r.r1 ? r.r1 : -1;
    }
  }

  @State
  @JCStressTest
  @Outcome(id = {"1, true, 1", "0, true, 1"}, expect = ACCEPTABLE, desc = "killed, or closed with its session")
  @Outcome(expect = FORBIDDEN, desc = "counted and not killed, or left open for ever; or kept the session")
  public static class K7_KillVsExpire extends Claimed {
    private final long handle = core.find(1, owner);

    @Actor public void killer(final IZI_Result r) { r.r1 = killCursors(); }

    @Actor public void janitor(final IZI_Result r) { r.r2 = core.sessions.ending().expire(handle, Long.MAX_VALUE, 0); }

    @Arbiter public void observer(final IZI_Result r) {
      r.r3 = closesAtTheEnd();
      r.r1 = counted() == r.r1 ? r.r1 : -1;
    }
  }

  /** HO-I3. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "opened, then closed by the end of the session")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused: the resource stays the host's")
  @Outcome(expect = FORBIDDEN, desc = "closed twice, or left open for ever")
  public static class K7_OpenVsEndSession extends Closes {
    @Actor public void host(final ZI_Result r) {
      try {
        session.openCursor(resource);
        r.r1 = true;
      } catch (final SessionEndedException e) {
        r.r1 = false;
      }
    }

    @Actor public void ender() { session.end(); }

    @Arbiter public void observer(final ZI_Result r) { r.r2 = closesAtTheEnd(); }
  }

  /** A listing finds the cursor before its opening has returned, and somebody kills it by its id. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true, 1", "false, true, 0"}, expect = ACCEPTABLE,
      desc = "killed and closed once, or not seen yet")
  @Outcome(expect = FORBIDDEN, desc = "the kill or the opening failed, closed twice, or killed and left open")
  public static class K7_OpenVsKillById extends Closes {
    private boolean opened;

    @Actor public void host() {
      session.openCursor(resource);
      opened = true;
    }

    @Actor public void killer(final ZZI_Result r) {
      final CursorImpl<?>[] seen = new CursorImpl<?>[1];
      core.cursors.byId.forEach(cursor -> (seen[0] = cursor) == null);
      r.r2 = true;
      try {
        r.r1 = seen[0] != null && seen[0].killWithUser("", "");
      } catch (final RuntimeException e) {
        r.r2 = false;
      }
    }

    @Arbiter public void observer(final ZZI_Result r) {
      r.r2 &= opened && session.info().cursors() == (r.r1 ? 0 : 1);
      r.r3 = closesAtTheEnd();
    }
  }

  /** The kill of a cursor kills its user; the user of another moment is not touched. */
  @State
  @JCStressTest
  @Outcome(id = {"true, true, 1", "true, false, 1", "false, false, 1"}, expect = ACCEPTABLE,
      desc = "pinned: the operation was killed with it; not pinned (any more): it was not")
  @Outcome(id = "false, true, 1", expect = ACCEPTABLE,
      desc = "pinned when it was killed, and the operation with it; the pin, which had not returned, says so too")
  @Outcome(expect = FORBIDDEN, desc = "an operation was killed that did not have the cursor, or not closed once")
  public static class K3_KillOfCursorVsUsers extends Fixture.OneSession {
    /** The user looks so often before it unpins: a call would not be over sooner. */
    private static final int LOOKS = 30;
    private final AtomicInteger closes = new AtomicInteger();
    private final CursorImpl<?> cursor = (CursorImpl<?>) session.openCursor(closes::incrementAndGet);
    private final Operation bystander = Fixture.SHARED.operation();

    public K3_KillOfCursorVsUsers() {
      session.begin(operation);
    }

    @Actor public void host(final ZZI_Result r) {
      r.r1 = Closes.tryPin(cursor, operation);
      if (r.r1) {
        for (int look = 0; look < LOOKS && !operation.isKilled(); look++) {
          Thread.onSpinWait();
        }
        cursor.unpin();
      }
      operation.close();
      session.begin(bystander);
    }

    @Actor public void killer() { cursor.killWithUser("", ""); }

    @Arbiter public void observer(final ZZI_Result r) {
      Fixture.closeCursors();
      r.r2 = operation.isKilled();
      r.r3 = bystander.isKilled() ? -1 : closes.get();
      bystander.close();
      session.end();
    }
  }
}
