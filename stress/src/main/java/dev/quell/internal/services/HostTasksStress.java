package dev.quell.internal.services;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The queue of tasks, by the two steps that meet: the whole close of a core waits in between. */
public final class HostTasksStress {
  private static final Services SERVICES = new Services(new CoreClock(() -> 0, 0), () -> 0, error -> {});

  private HostTasksStress() {}

  /** One who queues while the agent goes sees to it, or the agent's last look does. */
  @State
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "run once")
  @Outcome(expect = FORBIDDEN, desc = "left in the queue, and nobody will look again; or run twice")
  public static class HT_E1_LaterVsLeave {
    private final HostTasks tasks = HostTasks.withExecutor(SERVICES, Runnable::run, false, "");
    private final AtomicInteger runs = new AtomicInteger();

    @Actor public void killer() { tasks.later(runs::incrementAndGet); }

    @Actor public void agent() { tasks.leaveToOthers(); }

    @Arbiter public void observer(final I_Result r) { r.r1 = runs.get(); }
  }
}
