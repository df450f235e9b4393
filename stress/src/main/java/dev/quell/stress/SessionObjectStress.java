package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.Labels;
import dev.quell.Labels.Label;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Session objects, which are made when somebody asks: against each other, and against the end of the session. */
public final class SessionObjectStress {
  private SessionObjectStress() {}

  /** A session that nobody has asked for. */
  private abstract static class OneUuid {
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);

    OneUuid() {
      core.sessions.open(1, 1, owner);
    }

    final Session ask(final long number) {
      return core.sessions.find(1, number, owner.uid()).orElse(null);
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both have the object that stays")
  @Outcome(expect = FORBIDDEN, desc = "a session has two objects")
  public static class AN_I1_AskVsAsk extends OneUuid {
    private Session one;
    private Session two;

    @Actor public void host1() { one = ask(1); }

    @Actor public void host2() { two = ask(1); }

    @Arbiter public void observer(final ZZ_Result r) { r.r1 = one == two; r.r2 = one != null && one == ask(1); }
  }

  /** Who opens a session for a host that asks has the object there before anybody else can ask. */
  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both have the object that stays")
  @Outcome(expect = FORBIDDEN, desc = "a session has two objects")
  public static class AN_I1_AskVsOpen extends OneUuid {
    private Session one;
    private Session two;

    @Actor public void host1() { one = core.open(2, owner); }

    @Actor public void host2() { two = core.open(2, owner); }

    @Arbiter public void observer(final ZZ_Result r) { r.r1 = one == two; r.r2 = one == ask(2); }
  }

  /** Asks for a session that ends, and whose slot the owner's next session takes. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 1", "false, 1"}, expect = ACCEPTABLE, desc = "the next session has an object of its own")
  @Outcome(expect = FORBIDDEN, desc = "the object of the session that has ended stands for the next one")
  public static class AN_I2_AskVsReuse extends OneUuid {
    private Session asked;

    public AN_I2_AskVsReuse() {
      core.sessions.open(1, 3, owner); // keeps the owner and its chunk
    }

    @Actor public void host() { asked = ask(1); }

    @Actor public void ender() { core.sessions.end(1, 1, owner.uid()); core.sessions.open(1, 2, owner); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = asked != null;
      final Session next = ask(2);
      if (next == null || !next.isOpen()) { // what is there is not its own
        return;
      }
      next.begin(core.operation());
      next.begin(core.operation());
      r.r2 = core.kill(KillPattern.session(next.id())) - (next == asked ? 2 : 1);
    }
  }

  /** The session ends while the first that asks for it labels it. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 0", "false, 0"}, expect = ACCEPTABLE, desc = "labelled and then ended, or refused")
  @Outcome(expect = FORBIDDEN, desc = "a label that nothing carries stays for ever")
  public static class AN_E1_FirstLabelVsEnd extends OneUuid {
    private boolean labelled;

    @Actor public void host() {
      final Session session = ask(1);
      try {
        if (session != null) {
          session.relabel(Labels.of("app", "billing"));
          labelled = true;
        }
      } catch (final SessionEndedException e) {
        // it has ended first
      }
    }

    @Actor public void ender() { core.sessions.end(1, 1, owner.uid()); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = labelled;
      r.r2 = core.labels.find(new Label("app", "billing")) == null ? 0 : 1;
    }
  }
}
