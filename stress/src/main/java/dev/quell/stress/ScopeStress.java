package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.Operation;
import dev.quell.internal.claim.Run;
import dev.quell.internal.operation.OperationImpl;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The current operation of a thread, against the user of the object, who goes on to the next run. */
public final class ScopeStress {
  private ScopeStress() {}

  /** The ticket of the present run, or 0. */
  private static long present(final Operation operation) {
    final Run run = ((OperationImpl) operation).present();
    return run == null ? 0 : run.ticket();
  }

  /** A task that was wrapped in one run looks for its operation while the object goes on to the next run. */
  @State
  @JCStressTest
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the run goes on, and is current")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the run ends before the task looks for it")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the run is over when the task starts: nothing is current")
  @Outcome(expect = FORBIDDEN, desc = "the next run is current in a task of the last")
  public static class CO_I1_WrappedTaskVsNextRun extends Fixture.OneSession {
    private final long first;
    private final Runnable task;
    private boolean over;
    private Optional<Operation> current;

    public CO_I1_WrappedTaskVsNextRun() {
      session.begin(operation);
      first = present(operation);
      task = operation.wrap(this::look);
    }

    private void look() {
      over = present(operation) != first;
      current = Operation.current();
    }

    @Actor public void user() {
      operation.close();
      session.begin(operation);
    }

    @Actor public void worker(final ZZ_Result r) {
      task.run();
      r.r1 = over;
      r.r2 = current.isPresent();
    }

    @Arbiter public void clean(final ZZ_Result r) {
      operation.close();
      session.end();
    }
  }
}
