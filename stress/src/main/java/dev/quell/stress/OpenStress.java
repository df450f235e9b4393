package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Opening: at most one session for each UUID and owner is open, and those who lost leave nothing behind. */
public final class OpenStress {
  private OpenStress() {}

  /** A UUID and an owner without a session, in the shared core. */
  private abstract static class NoSession {
    final long number = Fixture.number();
    final Owner owner = Fixture.owner(number);

    Session open() {
      return Fixture.SHARED.open(number, owner);
    }

    long find() {
      return Fixture.SHARED.find(number, owner);
    }

    int matched() {
      return (int) Fixture.SHARED.report(KillPattern.owner(owner.uid())).sessionsMatched();
    }
  }

  /** The same in a core of its own, where everything can be counted. */
  private abstract static class NoSessionAlone {
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);

    Session open() {
      return core.open(1, owner);
    }

    /**
     * One digit each for: sessions counted, sessions of the owner counted, slots in its bag, entries in the UUID index.
     */
    int traces() {
      final int[] entries = {0};
      core.sessions.store().index.forEachCandidate(1, 1, slot -> entries[0]++);
      final OwnerRecord record = core.owners.find(owner.uid());
      final int ofOwner = record == null ? 0 : (int) record.sessions();
      return (int) core.sessions.slots().sessions() * 1000 + ofOwner * 100
          + (record == null ? 0 : size(record.slots())) * 10 + entries[0];
    }

    private static int size(final OwnerRecord bag) {
      int size = bag.only() >= 0 ? 1 : 0;
      for (IntBag.Ints chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
        size += Long.bitCount(chunk.takenAcquire());
      }
      return size;
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "both got the same session, and there is one")
  @Outcome(expect = FORBIDDEN, desc = "two sessions of one UUID and owner")
  public static class UI_I1_OpenVsOpen extends NoSession {
    private Session first;
    private Session second;

    @Actor public void opener1() { first = open(); }

    @Actor public void opener2() { second = open(); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = first == second && first.isOpen();
      r.r2 = matched();
      first.end();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "all got the same session, and there is one")
  @Outcome(expect = FORBIDDEN, desc = "two sessions of one UUID and owner")
  public static class UI_I1_OpenVsOpenVsOpen extends NoSession {
    private Session first;
    private Session second;
    private Session third;

    @Actor public void opener1() { first = open(); }

    @Actor public void opener2() { second = open(); }

    @Actor public void opener3() { third = open(); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = first == second && second == third && first.isOpen();
      r.r2 = matched();
      first.end();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1111, 0", expect = ACCEPTABLE,
      desc = "one session, one trace of it everywhere, and none after its end")
  @Outcome(expect = FORBIDDEN, desc = "who lost left a count, a slot or an entry behind")
  public static class K8_OpenVsOpen_Traces extends NoSessionAlone {
    private Session first;
    private Session second;

    @Actor public void opener1() { first = open(); }

    @Actor public void opener2() { second = open(); }

    @Arbiter public void observer(final ZII_Result r) {
      r.r1 = first == second && first.isOpen();
      r.r2 = traces();
      first.end();
      r.r3 = traces();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1111, 0", expect = ACCEPTABLE,
      desc = "one session, one trace of it everywhere, and none after its end")
  @Outcome(expect = FORBIDDEN, desc = "who lost left a count, a slot or an entry behind")
  public static class K8_OpenVsOpenVsOpen_Traces extends NoSessionAlone {
    private Session first;
    private Session second;
    private Session third;

    @Actor public void opener1() { first = open(); }

    @Actor public void opener2() { second = open(); }

    @Actor public void opener3() { third = open(); }

    @Arbiter public void observer(final ZII_Result r) {
      r.r1 = first == second && second == third && first.isOpen();
      r.r2 = traces();
      first.end();
      r.r3 = traces();
    }
  }

  /** Another thread ends whatever it finds, even a session that was helped open and whose opener has not returned. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1111, 0", expect = ACCEPTABLE, desc = "the last session is open, or there was none to end")
  @Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "all that were opened have ended")
  @Outcome(expect = FORBIDDEN, desc = "two are open, one that is open cannot be found, or something was left behind")
  public static class K8_OpenVsOpenVsEndOfFound_Traces extends NoSessionAlone {
    private Session first;
    private Session second;

    @Actor public void opener1() { first = open(); }

    @Actor public void opener2() { second = open(); }

    @Actor public void ender() {
      final long found = core.find(1, owner);
      if (found != Handle.NONE) {
        core.sessions.ending().end(found);
      }
    }

    @Arbiter public void observer(final ZII_Result r) {
      final int open = (first.isOpen() ? 1 : 0) + (second != first && second.isOpen() ? 1 : 0);
      r.r1 = open == (core.find(1, owner) != Handle.NONE ? 1 : 0);
      r.r2 = traces();
      first.end();
      second.end();
      r.r3 = traces();
    }
  }

  /** The opener may get the session that is about to end, or the one after it; it never gets none. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "opened after the end: another session")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found before the end: the session that then ended")
  @Outcome(expect = FORBIDDEN, desc = "the end failed, or a session that is open cannot be found")
  public static class OpenVsEnd extends Fixture.OneSession {
    private Session found;

    @Actor public void ender(final ZZ_Result r) { r.r1 = session.end(); }

    @Actor public void opener() { found = Fixture.SHARED.open(number, owner); }

    @Arbiter public void observer(final ZZ_Result r) {
      r.r2 = found.isOpen();
      if (r.r2 != (found != session) || r.r2 != (Fixture.SHARED.find(number, owner) != Handle.NONE)) {
        r.r1 = false;
      }
      found.end();
    }
  }

  /** {@link OpenVsEnd} for the agent: a session that was found, and its use noted, does not expire (HO-I5). */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "opened after the expiry: another session")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "found before it: in use, so it does not expire")
  @Outcome(expect = FORBIDDEN, desc = "expired after it was found, or open and not to be found, or one too many")
  public static class OpenVsExpire {
    private static final Fixture.Ticking CORE = new Fixture.Ticking();
    private final long number = Fixture.number();
    private final Owner owner = Fixture.owner(number);
    private final Session session = CORE.sessions.findOrOpen(1, number, owner);
    private final long handle = CORE.find(1, number, owner);
    private final long usedBefore = CORE.later();
    private Session found;

    @Actor public void janitor(final ZZ_Result r) {
      r.r1 = CORE.sessions.ending().expire(handle, usedBefore, usedBefore);
    }

    @Actor public void opener() { found = CORE.sessions.findOrOpen(1, number, owner); }

    @Arbiter public void observer(final ZZ_Result r) {
      final KillRequest byOwner = KillRequest.of(KillPattern.owner(owner.uid()));
      r.r2 = found.isOpen() && r.r1 == (found != session)
          && (CORE.find(1, number, owner) == handle) != r.r1
          && CORE.kills.kill(byOwner).sessionsMatched() == 1;
      found.end();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "both came after the end: one session, the next")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one found the session before its end, the other opened the next")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both found the session before its end")
  @Outcome(expect = FORBIDDEN, desc = "two sessions after the first, or one that is open and cannot be found")
  public static class UI_I1_OpenVsOpenVsEnd extends Fixture.OneSession {
    private Session found1;
    private Session found2;

    @Actor public void ender() { session.end(); }

    @Actor public void opener1() { found1 = Fixture.SHARED.open(number, owner); }

    @Actor public void opener2() { found2 = Fixture.SHARED.open(number, owner); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = (found1 == session ? 1 : 0) + (found2 == session ? 1 : 0);
      final Session next = found1 == session ? found2 : found1;
      r.r2 = (int) Fixture.SHARED.report(KillPattern.owner(owner.uid())).sessionsMatched();
      if (session.isOpen() || r.r1 == 0 && found1 != found2 || r.r1 < 2 && !next.isOpen()) {
        r.r1 = -1;
      }
      next.end();
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "opened, then found")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "not open yet")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "opened after the look at the flag, and found")
  @Outcome(expect = FORBIDDEN, desc = "the opening had returned, and the session was not found; or another was")
  public static class OpenVsFind extends NoSession {
    private volatile boolean opened;
    private long found;

    @Actor public void opener() { open(); opened = true; }

    @Actor public void finder(final ZZ_Result r) {
      r.r1 = opened;
      found = find();
      r.r2 = found != Handle.NONE;
    }

    @Arbiter public void observer(final ZZ_Result r) {
      final long now = find();
      if (found != Handle.NONE && found != now) {
        r.r1 = true;
        r.r2 = false;
      }
      Fixture.SHARED.sessions.ending().end(now);
    }
  }

  /** A rival that lost knows the session as well as the one that won: both find it, and so does a kill by UUID. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each was killed by its own kill or by the other")
  @Outcome(expect = FORBIDDEN, desc = "an operation whose begin had returned was missed")
  public static class K1_BeginVsBeginOfNewSession extends NoSession {
    private Session first;
    private Session second;

    @Actor public void host1(final II_Result r) { first = open(); r.r1 = beginAndKill(first); }

    @Actor public void host2(final II_Result r) { second = open(); r.r2 = beginAndKill(second); }

    private int beginAndKill(final Session session) {
      final var operation = session.begin("");
      Fixture.SHARED.kill(KillPattern.session(Fixture.id(number)));
      final boolean killed = operation.isKilled();
      operation.close();
      return killed ? 1 : 0;
    }

    @Arbiter public void clean(final II_Result r) { first.end(); }
  }
}
