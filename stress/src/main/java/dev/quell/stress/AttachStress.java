package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Cursor;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Kills against what hangs on a session besides its first operation: K1 through the ATTACHED flag of the kill word. */
public final class AttachStress {
  private AttachStress() {}

  /**
   * A session with an exempt operation, so that what is killed is what is attached. Alone in its core, so that all can
   * be killed.
   */
  private abstract static class Attaching {
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);
    final Session session = core.open(1, owner);
    final Operation first = core.operation().exempt(true);
    final Operation further = core.operation();
    volatile boolean begun;
    volatile Cursor<?> cursor;

    Attaching() {
      session.begin(first);
    }

    final void begin() {
      session.begin(further);
      begun = true;
    }

    final void open() {
      cursor = session.openCursor(() -> {});
    }

    final void kill(final ZI_Result r, final KillPattern pattern) {
      r.r1 = begun || cursor != null;
      final KillReport report = core.report(pattern);
      r.r2 = (int) (report.operationsKilled() + report.cursorsKilled());
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the begin had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned when the kill was called, and the kill missed it")
  public static class K1_KillByOwnerSeesFurther extends Attaching {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.owner(owner.uid())); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the begin had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned when the kill was called, and the kill missed it")
  public static class K1_KillByIdSeesFurther extends Attaching {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.session(Fixture.id(1))); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the begin had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned when the kill was called, and the kill missed it")
  public static class K1_KillAllSeesFurther extends Attaching {
    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.all()); }
  }

  /** Two begins in an idle session: one of them becomes the first operation, the other runs beside it. */
  @State
  @JCStressTest
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both run, and a kill finds both")
  @Outcome(expect = FORBIDDEN, desc = "one began over the other")
  public static class K1_BeginVsBegin extends Fixture.OneSession {
    private final Operation second = Fixture.SHARED.operation();

    @Actor public void host1() { session.begin(operation); }

    @Actor public void host2() { session.begin(second); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
      r.r2 = (operation.isKilled() ? 1 : 0) + (second.isKilled() ? 1 : 0);
      operation.close();
      second.close();
      session.end();
    }
  }

  /** The first operation ends while another begins beside it, or in its place. */
  @State
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "it runs, and a kill finds it")
  @Outcome(expect = FORBIDDEN, desc = "the end took back the begin, or what tells kills to look for it")
  public static class K1_BeginVsEnd extends Fixture.OneSession {
    private final Operation second = Fixture.SHARED.operation();

    public K1_BeginVsEnd() {
      session.begin(operation);
    }

    @Actor public void hostOfFirst() { operation.close(); }

    @Actor public void host() { session.begin(second); }

    @Arbiter public void observer(final II_Result r) {
      r.r1 = Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
      r.r2 = second.isKilled() ? 1 : 0;
      second.close();
      session.end();
    }
  }

  /**
   * The operation that made the begin a further one ends meanwhile, and the next begins: the word changes under all
   * three.
   */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the begin had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the begin had returned when the kill was called, and the kill missed it")
  public static class K1_KillSeesFurtherWhileFirstEnds extends Attaching {
    @Actor public void hostOfFirst() { first.close(); session.begin(first); }

    @Actor public void host() { begin(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.owner(owner.uid())); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "opened, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the opening had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the cursor was open when the kill was called, and the kill missed it")
  public static class K1_KillByIdSeesOpenedCursor extends Attaching {
    @Actor public void host() { open(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.session(Fixture.id(1))); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "opened, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the opening had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the cursor was open when the kill was called, and the kill missed it")
  public static class K1_KillAllSeesOpenedCursorOfIdleSession extends Attaching {
    public K1_KillAllSeesOpenedCursorOfIdleSession() {
      first.close();
    }

    @Actor public void host() { open(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.all()); }
  }

  /**
   * The first operation begins and ends under the opening, so that the word that the kill compares is another all the
   * time.
   */
  @State
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "opened, then killed")
  @Outcome(id = {"false, 0", "false, 1"}, expect = ACCEPTABLE,
      desc = "the opening had not returned when the kill was called")
  @Outcome(expect = FORBIDDEN, desc = "the cursor was open when the kill was called, and the kill missed it")
  public static class K1_KillSeesOpenedCursorWhileFirstRuns extends Attaching {
    @Actor public void hostOfFirst() { first.close(); session.begin(first); }

    @Actor public void host() { open(); }

    @Actor public void killer(final ZI_Result r) { kill(r, KillPattern.owner(owner.uid())); }
  }

  /** The session ends under a begin that a kill may have counted already: then the begin says that it was killed. */
  @State
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused, or begun and not met by the kill")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "killed, and told so by its begin or its poll")
  @Outcome(expect = FORBIDDEN, desc = "killed without a count, or counted without being killed")
  public static class K4_KillVsBeginFurtherVsEnd extends Attaching {
    @Actor public void ender() { session.end(); }

    @Actor public void killer(final II_Result r) { r.r1 = core.kill(KillPattern.owner(owner.uid())); }

    @Actor public void host() {
      try {
        session.begin(further);
      } catch (final SessionEndedException | OperationKilledException e) {
        // the arbiter asks the operation
      }
    }

    @Arbiter public void observer(final II_Result r) { r.r2 = further.isKilled() ? 1 : 0; }
  }
}
