package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.ClosedCoreException;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.QuellException;
import dev.quell.Session;
import dev.quell.internal.operation.OperationImpl;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The close of a core: what begins or opens at that moment is refused, or killed and ended with the rest. */
public final class ShutdownStress {
  private ShutdownStress() {}

  private abstract static class OneCore {
    final Fixture.Small core = new Fixture.Small(64);
    final Owner owner = Fixture.owner(1);
    final Operation operation = core.operation();

    /** Begins, unless the core is closed. A begin that says "killed" has begun. */
    final boolean tryBegin(final Session session) {
      try {
        session.begin(operation);
        return true;
      } catch (final OperationKilledException e) {
        return true;
      } catch (final QuellException e) {
        return false;
      }
    }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "closed first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "an operation runs on in a closed core, and nothing will kill it")
  public static class CloseVsBegin extends OneCore {
    private final Session session = core.open(1, owner);

    @Actor public void closer() { core.close(); }

    @Actor public void host(final ZZ_Result r) { r.r1 = tryBegin(session); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = operation.isKilled(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "closed first: the begin is refused")
  @Outcome(expect = FORBIDDEN, desc = "an operation runs on in a closed core, and nothing will kill it")
  public static class CloseVsBeginFurther extends OneCore {
    private final Session session = core.open(1, owner);
    private final Operation first = session.begin("");
    private final Operation third = session.begin("");

    @Actor public void closer() { core.close(); }

    @Actor public void host(final ZZ_Result r) { r.r1 = tryBegin(session); }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = operation.isKilled(); }
  }

  @State
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "begun, then killed")
  @Outcome(id = {"false, false", "false, true"}, expect = ACCEPTABLE,
      desc = "closed first: refused, perhaps killed on its way")
  @Outcome(expect = FORBIDDEN, desc = "an operation runs on in a closed core, and nothing will kill it")
  public static class CloseVsBeginSessionless extends OneCore {
    @Actor public void closer() { core.close(); }

    @Actor public void host(final ZZ_Result r) {
      try {
        ((OperationImpl) operation).beginSessionless("");
        r.r1 = true;
      } catch (final ClosedCoreException e) {
        r.r1 = false;
      }
    }

    @Arbiter public void observer(final ZZ_Result r) { r.r2 = operation.isKilled(); }
  }

  @State
  @JCStressTest
  @Outcome(id = {"true, 0", "false, 0"}, expect = ACCEPTABLE, desc = "opened, then ended; or refused")
  @Outcome(expect = FORBIDDEN, desc = "a session stays open in a closed core, or its slot is lost")
  public static class CloseVsOpen extends OneCore {
    private Session opened;

    @Actor public void closer() { core.close(); }

    @Actor public void host(final ZI_Result r) { opened = core.tryOpen(1, owner); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = opened != null;
      r.r2 = opened != null && opened.isOpen() ? -1 : (int) core.sessions.slots().sessions();
    }
  }

  /** One opener may make the other's session open, so that neither has opened its own when the core closes. */
  @State
  @JCStressTest
  @Outcome(id = {"true, 0", "false, 0"}, expect = ACCEPTABLE, desc = "opened, then ended; or refused")
  @Outcome(expect = FORBIDDEN, desc = "a session stays open in a closed core, or a slot is lost")
  public static class CloseVsOpenVsOpen extends OneCore {
    private Session first;
    private Session second;

    @Actor public void closer() { core.close(); }

    @Actor public void host1() { first = core.tryOpen(1, owner); }

    @Actor public void host2() { second = core.tryOpen(1, owner); }

    @Arbiter public void observer(final ZI_Result r) {
      r.r1 = first != null || second != null;
      final boolean open = first != null && first.isOpen() || second != null && second.isOpen();
      r.r2 = open ? -1 : (int) core.sessions.slots().sessions();
    }
  }
}
