package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.LimitExceededException;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link LabelStress} for owners, sessions and slots. */
public final class LabelSessionStress {
  private LabelSessionStress() {}

  // ---- owners and sessions

  /** Owners: the owner exchanges the role that the kill looks at last for the one that it has looked at. */
  @State
  @JCStressTest
  @Outcome(id = "1, 50", expect = ACCEPTABLE, desc = "found by one role or the other")
  @Outcome(expect = FORBIDDEN, desc = "missed between two roles of which it held one all the time, or shown twice")
  public static class OW_I2_ExchangeVsKillByBoth extends Fixture.OneSession {
    private final Role left = Role.of("left" + number, "db");
    private final Role right = Role.of("right" + number, "db");

    public OW_I2_ExchangeVsKillByBoth() {
      Fixture.SHARED.owners.replaceRoles(owner.withRoles(right));
      session.begin(operation);
    }

    @Actor public void administrator() {
      Fixture.SHARED.owners.replaceRoles(owner.withRoles(left));
      Fixture.SHARED.owners.replaceRoles(owner.withRoles(right));
      Fixture.SHARED.owners.replaceRoles(owner.withRoles(left));
    }

    @Actor public void killer(final II_Result r) {
      r.r1 = (int) Fixture.SHARED.kills
          .kill(Fixture.request(KillPattern.roles(left, right), KillCode.MAX_TIME_MS_EXPIRED)).sessionsMatched();
    }

    @Arbiter public void observer(final II_Result r) {
      r.r2 = Fixture.code(operation);
      operation.close();
      session.end();
    }
  }

  /** Owners: two that replace an owner's roles at once; what it then holds, and nothing else, finds it. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "true, 2"}, expect = ACCEPTABLE,
      desc = "found by each role of the later change, and by no other")
  @Outcome(expect = FORBIDDEN, desc = "a role it holds does not find it, or one finds it that it does not hold")
  public static class OW_I1_ChangeVsChange extends Fixture.OneSession {
    private final Role kept = Role.of("kept" + number, "db");
    private final Role left = Role.of("left" + number, "db");
    private final Role right = Role.of("right" + number, "db");

    public OW_I1_ChangeVsChange() {
      Fixture.SHARED.owners.replaceRoles(owner.withRoles(kept));
    }

    @Actor public void administrator1() { Fixture.SHARED.owners.replaceRoles(owner.withRoles(left)); }

    @Actor public void administrator2() { Fixture.SHARED.owners.replaceRoles(owner.withRoles(kept, right)); }

    @Arbiter public void observer(final ZI_Result r) {
      final var held = Fixture.SHARED.owners.find(owner.uid()).owner().roles();
      r.r1 = true;
      for (final Role role : List.of(kept, left, right)) {
        final long found = Fixture.SHARED.report(KillPattern.roles(role)).sessionsMatched();
        r.r1 &= found == (held.contains(role) ? 1 : 0);
      }
      r.r2 = held.size();
      session.end();
    }
  }

  /** OwnerRecord: the last session of an owner ends while another of its sessions opens. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1, 0", expect = ACCEPTABLE,
      desc = "the owner is there as long as it has a session, and holds its role")
  @Outcome(expect = FORBIDDEN, desc = "attached to a dead owner, or one that nobody finds, or one left behind")
  public static class OR_I1_LastEndsVsNextOpens {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Role role = Role.of("role", "db");
    private final Owner owner = Fixture.owner(1).withRoles(role);
    private final Session last = core.open(1, owner);
    private Session next;

    @Actor public void leaver() { last.end(); }

    @Actor public void comer() { next = core.open(2, Fixture.owner(1).withRoles(role)); }

    @Arbiter public void observer(final ZII_Result r) {
      r.r1 = core.report(KillPattern.owner(owner.uid())).sessionsMatched() == 1;
      r.r2 = (int) core.report(KillPattern.roles(role)).sessionsMatched();
      next.end();
      r.r3 = core.owners.owners() + core.owners.roles();
    }
  }

  /** Sessions, OwnerRecord: the last place is given once. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE, desc = "one got the last place")
  @Outcome(expect = FORBIDDEN, desc = "one more than there may be, or the place was lost")
  public static class SS_I2_OpenVsOpenAtTheLimit {
    private final Fixture.Small core = new Fixture.Small(2, 2);

    public SS_I2_OpenVsOpenAtTheLimit() {
      core.open(1, Fixture.owner(1));
    }

    private boolean tryOpen(final int number) {
      try {
        core.open(number, Fixture.owner(number));
        return true;
      } catch (final LimitExceededException e) {
        return false;
      }
    }

    @Actor public void opener1(final ZZZ_Result r) { r.r1 = tryOpen(2); }

    @Actor public void opener2(final ZZZ_Result r) { r.r2 = tryOpen(3); }

    @Arbiter public void observer(final ZZZ_Result r) { r.r3 = core.sessions.slots().sessions() == 2; }
  }

  /** OwnerRecord: the last place of an owner is given once. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false, true", "false, true, true"}, expect = ACCEPTABLE, desc = "one got the last place")
  @Outcome(expect = FORBIDDEN, desc = "one more than there may be, or the place was lost")
  public static class OR_I2_OpenVsOpenAtTheLimit {
    private final Fixture.Small core = new Fixture.Small(Parts.Settings.of(64).limitPerOwner(2, false));
    private final Owner owner = Fixture.owner(1);

    public OR_I2_OpenVsOpenAtTheLimit() {
      core.open(1, owner);
    }

    private boolean tryOpen(final int number) {
      try {
        core.open(number, owner);
        return true;
      } catch (final LimitExceededException e) {
        return false;
      }
    }

    @Actor public void opener1(final ZZZ_Result r) { r.r1 = tryOpen(2); }

    @Actor public void opener2(final ZZZ_Result r) { r.r2 = tryOpen(3); }

    @Arbiter public void observer(final ZZZ_Result r) { r.r3 = core.owners.find(owner.uid()).sessions() == 2; }
  }

  /** SessionEnding: a use that was noted before the session expired keeps it. */
  @State
  @JCStressTest
  @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE,
      desc = "touched in time, or expired first and told so")
  @Outcome(expect = FORBIDDEN, desc = "expired after a touch that succeeded, or both in vain")
  public static class HO_I5_ExpireVsTouch {
    private static final long HOUR_MS = 3_600_000;
    private volatile long nanos;
    private final Parts core = new Parts(() -> nanos, Parts.Settings.of(64));
    private final Owner owner = Fixture.owner(1);
    private final Session session = core.sessions.findOrOpen(1, 1, owner);
    private final long handle = core.find(1, 1, owner);

    public HO_I5_ExpireVsTouch() {
      nanos = TimeUnit.HOURS.toNanos(1);
    }

    @Actor public void host(final ZZ_Result r) {
      try {
        session.touch();
        r.r1 = true;
      } catch (final SessionEndedException e) {
        r.r1 = false;
      }
    }

    @Actor public void janitor(final ZZ_Result r) {
      r.r2 = core.sessions.ending().expire(handle, HOUR_MS / 2, HOUR_MS);
    }
  }

  /** Selector: two kills with one request that nobody has used before. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both match the session")
  @Outcome(expect = FORBIDDEN, desc = "one saw the selectors of the other half made")
  public static class RH_E1_KillVsKillWithOneRequest extends Fixture.OneSession {
    private final KillRequest request =
        KillRequest.of(KillPattern.owner(owner.uid()), KillPattern.session(Fixture.id(number), owner.uid()));

    @Actor public void killer1(final II_Result r) { r.r1 = (int) Fixture.SHARED.kills.kill(request).sessionsMatched(); }

    @Actor public void killer2(final II_Result r) { r.r2 = (int) Fixture.SHARED.kills.kill(request).sessionsMatched(); }

    @Arbiter public void clean(final II_Result r) { session.end(); }
  }

  // ---- slots

  /** SessionSlots: two that find no room in the first segment make one more between them, and take different slots. */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "each has a slot of its own in the one segment")
  @Outcome(expect = FORBIDDEN,
      desc = "one slot for two, or a slot in a segment that was dropped, or a segment too many")
  public static class SS_I1_TakeVsTakeThatGrows {
    private final Fixture.Small core = new Fixture.Small(64);
    private Session first;
    private Session second;

    @Actor public void opener1() { first = core.open(1, Fixture.owner(1)); }

    @Actor public void opener2() { second = core.open(2, Fixture.owner(2)); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = first.isOpen() && second.isOpen() && core.report(KillPattern.all()).sessionsMatched() == 2;
      r.r2 = core.sessions.slots().segments();
    }
  }

  /** SessionSlots: a walk over everything that starts when the first session has just opened. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "opened, then matched; or about then")
  @Outcome(expect = FORBIDDEN, desc = "the opening had returned, and a walk over all slots missed it")
  public static class SS_E2_KillAllVsFirstOpen {
    private final Fixture.Small core = new Fixture.Small(64);
    private volatile boolean opened;

    @Actor public void opener() { core.open(1, Fixture.owner(1)); opened = true; }

    @Actor public void killer(final ZI_Result r) {
      r.r1 = opened;
      r.r2 = (int) core.report(KillPattern.all()).sessionsMatched();
    }
  }

  /** A core to which a segment is added, in which an operation begins. */
  private abstract static class Growing {
    final Role role = Role.of("role", "db");
    final Owner owner = Fixture.owner(1).withRoles(role);
    private final Fixture.Small core = new Fixture.Small(2 * Segment.SIZE);
    private final SessionSlots<?, ?, ?> slots = core.sessions.slots();
    private volatile boolean begun;

    Growing() {
      this(false);
    }

    /** @param crowded whether the owner has another session, so that its next one is in a chunk of its bag */
    Growing(final boolean crowded) {
      if (crowded) {
        core.open(2, owner);
      }
      for (int taken = crowded ? 1 : 0; taken < Segment.SIZE; taken++) {
        slots.take(); // all of the first segment
      }
    }

    final void begin() {
      core.open(1, owner).begin("");
      begun = true;
    }

    final void kill(final ZI_Result r, final KillPattern pattern) {
      r.r1 = begun;
      r.r2 = core.kill(pattern);
    }

    final void look(final ZI_Result r) {
      if (slots.segments() != 2 || Handle.slot(core.find(1, owner)) < Segment.SIZE) {
        r.r1 = true;
        r.r2 = -1;
      }
    }
  }

  /** SessionSlots: a walk over everything. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "begun, then killed; or about then")
  @Outcome(id = "true, -1", expect = FORBIDDEN, desc = "the session is not in the new segment: the test does not test")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned, and the kill missed it")
  public static class SS_E2_KillAllVsGrowth extends Growing {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.all()); }

    @Arbiter public void observer(final ZI_Result r) { look(r); }
  }

  /** SessionSlots: an owner's bag names a slot in a segment that was not there when the kill began. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "begun, then killed; or about then")
  @Outcome(id = "true, -1", expect = FORBIDDEN, desc = "the session is not in the new segment: the test does not test")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned, and the kill missed it")
  public static class SS_E1_KillByOwnerVsGrowth extends Growing {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final ZI_Result r) { look(r); }
  }

  /** {@link SS_E1_KillByOwnerVsGrowth} of an owner that has another session. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "begun, then killed; or about then")
  @Outcome(id = "true, -1", expect = FORBIDDEN, desc = "the session is not in the new segment: the test does not test")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned, and the kill missed it")
  public static class SS_E1_KillByCrowdedOwnerVsGrowth extends Growing {
    public SS_E1_KillByCrowdedOwnerVsGrowth() {
      super(true);
    }

    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final ZI_Result r) { look(r); }
  }

  /** SessionSlots: likewise the index of UUIDs. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "begun, then killed; or about then")
  @Outcome(id = "true, -1", expect = FORBIDDEN, desc = "the session is not in the new segment: the test does not test")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned, and the kill missed it")
  public static class SS_E1_KillByIdVsGrowth extends Growing {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.session(Fixture.id(1))); }

    @Arbiter public void observer(final ZI_Result r) { look(r); }
  }

  /** SessionSlots: likewise the bag of one who holds a role. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 0", "false, 1"}, expect = ACCEPTABLE, desc = "begun, then killed; or about then")
  @Outcome(id = "true, -1", expect = FORBIDDEN, desc = "the session is not in the new segment: the test does not test")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned, and the kill missed it")
  public static class SS_E1_KillByRoleVsGrowth extends Growing {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.roles(role)); }

    @Arbiter public void observer(final ZI_Result r) { look(r); }
  }

  /** A look at a session through its facade while its slot changes hands: all of the old one, or a refusal. */
  @State
  @JCStressTest
  @Outcome(id = {"1", "-1"}, expect = ACCEPTABLE, desc = "its own UUID, or ended")
  @Outcome(expect = FORBIDDEN, desc = "the UUID of another session, or a mixture of two")
  public static class SG_I3_LookVsReuse {
    private final Fixture.Small core = new Fixture.Small(64);
    private final Session session = core.open(1, Fixture.owner(1));

    @Actor public void ender() { session.end(); core.open(2, Fixture.owner(2)); }

    @Actor public void looker(final I_Result r) {
      try {
        r.r1 = (int) session.id().getLeastSignificantBits();
      } catch (final SessionEndedException e) {
        r.r1 = -1;
      }
    }
  }
}
