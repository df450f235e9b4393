package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.Uid;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Who holds a role, and who is there at all, while that changes: owners that come and go, roles that are replaced. */
public final class RoleStress {
  private RoleStress() {}

  // ---- kills

  /** The owner holds the first role throughout, while another is added. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "found by the role it holds")
  @Outcome(expect = FORBIDDEN, desc = "a change of other roles hid the owner, or showed it twice")
  public static class K1_RoleChangeVsKillByRole {
    private final long number = Fixture.number();
    private final Role held = Role.of("held" + number, "db");
    private final Role added = Role.of("added" + number, "db");
    private final Owner before = Fixture.owner(number).withRoles(held);
    private final Owner after = before.withRoles(held, added);
    private final Session session = Fixture.CORE.session(Fixture.id(number), before);
    private final Operation operation = session.begin("");

    @Actor public void administrator() { Fixture.CORE.replaceRoles(after); }

    @Actor public void killer(final I_Result r) {
      r.r1 = (int) Fixture.CORE.kill(KillPattern.roles(held, added)).sessionsMatched();
      if (!operation.isKilled()) {
        r.r1 = -1;
      }
    }

    @Arbiter public void clean(final I_Result r) { operation.close(); session.end(); }
  }

  /** Roles are gone with their last holder, and a new holder of a dying role is found. */
  @State
  @JCStressTest
  @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "found as soon as its begin has returned")
  @Outcome(expect = FORBIDDEN, desc = "the owner held the role when the kill was called, and was missed")
  public static class K1_LastHolderLeavesVsNextComes {
    private final long number = Fixture.number();
    private final Role role = Role.of("role" + number, "db");
    private final Owner leaver = Fixture.owner(number).withRoles(role);
    private final Owner comer = Fixture.owner(Fixture.number()).withRoles(role);
    private final Session last = Fixture.CORE.session(Fixture.id(number), leaver);
    private final Operation operation = Fixture.CORE.operation();
    private Session next;

    @Actor public void leaver() { last.end(); }

    @Actor public void comer(final IZ_Result r) {
      next = Fixture.CORE.session(Fixture.id(number), comer);
      next.begin(operation);
      r.r1 = (int) Fixture.CORE.kill(KillPattern.roles(role)).operationsKilled();
    }

    @Arbiter public void observer(final IZ_Result r) {
      r.r2 = operation.isKilled();
      operation.close();
      next.end();
    }
  }

  /** The owner is gone with its last session, and its next one makes it again, with its role. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "found by its uid and by its role, its begin having returned")
  @Outcome(expect = FORBIDDEN, desc = "the owner had a session when the kill was called, and was missed")
  public static class K1_OwnerGoesVsComesAgain {
    private final long number = Fixture.number();
    private final Role role = Role.of("role" + number, "db");
    private final Owner owner = Fixture.owner(number).withRoles(role);
    private final Session last = Fixture.CORE.session(Fixture.id(number), owner);
    private final Operation first = Fixture.CORE.operation();
    private final Operation further = Fixture.CORE.operation();
    private Session next;

    @Actor public void leaver() { last.end(); }

    @Actor public void comer(final II_Result r) {
      next = Fixture.CORE.session(new UUID(2, number), owner);
      next.begin(first);
      r.r1 = Fixture.killOwner(owner);
      next.begin(further);
      r.r2 = (int) Fixture.CORE.kill(KillPattern.roles(role)).operationsKilled();
    }

    @Arbiter public void clean(final II_Result r) { first.close(); further.close(); next.end(); }
  }

  // ---- owners that go

  /** The last session of an owner ends while its roles are replaced. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the owner is gone, and so are the roles of before and of after")
  @Outcome(expect = FORBIDDEN, desc = "a role is held by an owner that has no session, for ever")
  public static class K8_RoleChangeVsLastEnds {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1).withRoles(Role.of("before", "db"));
    private final Session last = core.open(1, owner);

    @Actor public void leaver() { last.end(); }

    @Actor public void administrator() {
      core.owners.replaceRoles(owner.withRoles(Role.of("after", "db"), Role.of("more", "db")));
    }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = core.owners.owners();
      r.r2 = core.owners.roles();
    }
  }

  /** The last two sessions of an owner end at once: one of the two is the last. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the owner is gone, and so is its role")
  @Outcome(expect = FORBIDDEN, desc = "neither was the last: the owner stays for ever")
  public static class K8_EndVsEndOfLastTwo {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Owner owner = Fixture.owner(1).withRoles(Role.of("role", "db"));
    private final Session session1 = core.open(1, owner);
    private final Session session2 = core.open(2, owner);

    @Actor public void ender1() { session1.end(); }

    @Actor public void ender2() { session2.end(); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = core.owners.owners();
      r.r2 = core.owners.roles();
    }
  }

  // ---- a host that is asked

  /** An owner in a core that asks the host for roles: that changes its own record, and tells the core then. */
  private abstract static class AskedHost {
    private static final Map<Uid, AskedHost> HOSTS = new ConcurrentHashMap<>();
    private static final Fixture.Small ASKING =
        new Fixture.Small(Parts.Settings.of(1 << 20).asking(owner -> HOSTS.get(owner.uid()).answer()));
    private static final int LONG_WAY = 20;
    private static final long[] FAR = new long[1 << 22];
    private static final int STORES = 32;

    private final long number = Fixture.number();
    private final Role oldRole = Role.of("old" + number, "db");
    private final Role newRole = Role.of("new" + number, "db");
    final Owner before = Fixture.owner(number).withRoles(oldRole);
    final Owner after = before.withRoles(newRole);
    private final AtomicBoolean replaced = new AtomicBoolean();
    Owner known = before;

    AskedHost() {
      HOSTS.put(before.uid(), this);
    }

    /** What the host knows; if that is stale, it takes its time. */
    private Owner answer() {
      if (replaced.getAcquire()) {
        return after;
      }
      for (int step = 0; step < LONG_WAY; step++) {
        Thread.onSpinWait();
      }
      return known;
    }

    final Session open(final int id, final Owner owner) {
      return ASKING.sessions.findOrOpen(id, number, owner);
    }

    /** By release, as who lets go of a lock, and no more: the core has to do the rest. */
    final void replace() {
      ASKING.owners.find(after.uid()); // so that the next look is quick, and may be quicker than the store
      final int start = ThreadLocalRandom.current().nextInt();
      for (int store = 0; store < STORES; store++) { // misses of the cache, for which the store after them has to wait
        FAR[(start + store * 0x9E3779B1) >>> 10] = store;
      }
      replaced.setRelease(true);
      ASKING.owners.replaceRoles(after);
    }

    final int withOldRole() {
      return (int) ASKING.report(KillPattern.roles(oldRole)).sessionsMatched();
    }

    final int withNewRole() {
      return (int) ASKING.report(KillPattern.roles(newRole)).sessionsMatched();
    }

    final void forget(final Session... sessions) {
      for (final Session session : sessions) {
        session.end();
      }
      HOSTS.remove(before.uid());
    }
  }

  /** The replacement may come before there is an owner to be found: then the opener is to get the new answer. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "opened with the new role, or replaced")
  @Outcome(expect = FORBIDDEN, desc = "the role that was replaced came back with the session")
  public static class OW_E2_ReplaceVsFirstOpen extends AskedHost {
    private Session session;

    @Actor public void administrator(final III_Result r) { replace(); r.r1 = withOldRole(); }

    @Actor public void opener() { session = open(1, before); }

    @Arbiter public void observer(final III_Result r) {
      r.r2 = withOldRole();
      r.r3 = withNewRole();
      forget(session);
    }
  }

  /** The owner is there, with another role than the command that opens its next session has read long before. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "the stale answer was not taken, or it was replaced")
  @Outcome(expect = FORBIDDEN, desc = "the role that was replaced came back with the session")
  public static class OW_E2_ReplaceVsFurtherOpen extends AskedHost {
    private final Session first;
    private Session further;

    public OW_E2_ReplaceVsFurtherOpen() {
      known = before.withRoles();
      first = open(1, before);
      known = before;
    }

    @Actor public void administrator(final III_Result r) { replace(); r.r1 = withOldRole(); }

    @Actor public void opener() { further = open(2, before); }

    @Arbiter public void observer(final III_Result r) {
      r.r2 = withOldRole();
      r.r3 = withNewRole();
      forget(first, further);
    }
  }

  /** The host changes its mind and back, and tells the core of the latter: nothing new to the core. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "the stale answer was not taken, or it was replaced")
  @Outcome(expect = FORBIDDEN, desc = "the replacement left no trace, and the stale answer was taken after it")
  public static class OW_E2_ReplaceBySameVsFurtherOpen extends AskedHost {
    private final Session first;
    private Session further;

    public OW_E2_ReplaceBySameVsFurtherOpen() {
      known = after;
      first = open(1, after);
      known = before;
    }

    @Actor public void administrator(final III_Result r) { replace(); r.r1 = withOldRole(); }

    @Actor public void opener() { further = open(2, before); }

    @Arbiter public void observer(final III_Result r) {
      r.r2 = withOldRole();
      r.r3 = withNewRole();
      forget(first, further);
    }
  }
}
