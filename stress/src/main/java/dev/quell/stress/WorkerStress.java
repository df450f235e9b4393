package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Registration;
import dev.quell.internal.operation.OperationImpl;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The threads of an operation: their names, and the interrupts that its kill sends them. */
public final class WorkerStress {
  private WorkerStress() {}

  /** A thread that notes whether it was interrupted, and whether that came too late. */
  private static final class Recorder extends Thread {
    volatile boolean over;
    volatile boolean late;
    volatile int interrupts;

    @Override
    public void interrupt() {
      late |= over;
      interrupts++;
    }
  }

  /** Workers: two threads that name themselves at once are both there. */
  @State
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both there")
  @Outcome(expect = FORBIDDEN, desc = "one named itself over the other")
  public static class WO_I2_ThreadVsThread extends Fixture.OneSession {
    public WO_I2_ThreadVsThread() {
      session.begin(operation);
    }

    @Actor public void worker1() { operation.thread(Thread.currentThread()); }

    @Actor public void worker2() { operation.thread(Thread.currentThread()); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = ((OperationImpl) operation).threads().size();
      operation.close();
      session.end();
    }
  }

  /** Interruption: once, before the close has returned, or not at all. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "interrupted before the close returned, or not")
  @Outcome(expect = FORBIDDEN, desc = "interrupted after the close, or twice")
  public static class IN_I1_KillVsClose extends Fixture.OneSession {
    private final Recorder worker = new Recorder();

    public IN_I1_KillVsClose() {
      session.begin(operation);
      operation.interruptOnKill(worker);
    }

    @Actor public void host() {
      operation.close();
      worker.over = true;
    }

    @Actor public void killer() { Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r1 = worker.interrupts;
      r.r2 = worker.late;
      session.end();
    }
  }

  /** Interruption: the registration that is closed promises the same. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "interrupted before the close returned, or not")
  @Outcome(expect = FORBIDDEN, desc = "interrupted after the close, or twice")
  public static class IN_I1_KillVsCloseOfRegistration extends Fixture.OneSession {
    private final Recorder worker = new Recorder();
    private final Registration registration;

    public IN_I1_KillVsCloseOfRegistration() {
      session.begin(operation);
      registration = operation.interruptOnKill(worker);
    }

    @Actor public void host() {
      registration.close();
      worker.over = true;
    }

    @Actor public void killer() { Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void observer(final IZ_Result r) {
      r.r1 = worker.interrupts;
      r.r2 = worker.late;
      operation.close();
      session.end();
    }
  }

  /** Interruption: what somebody else interrupts after it was taken back stays. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "the interrupt of somebody else is there")
  @Outcome(expect = FORBIDDEN, desc = "it was taken back as if it were the kill's")
  public static class IN_I2_KillVsTwoThatTakeBack extends Fixture.OneSession {
    public IN_I2_KillVsTwoThatTakeBack() {
      session.begin(operation);
    }

    @Actor public void host(final Z_Result r) {
      final Registration registration = operation.interruptOnKill(Thread.currentThread());
      registration.close();
      Thread.currentThread().interrupt();
      registration.close();
      r.r1 = Thread.interrupted();
    }

    @Actor public void killer() { Fixture.SHARED.kill(KillPattern.owner(owner.uid())); }

    @Arbiter public void clean(final Z_Result r) {
      operation.close();
      session.end();
    }
  }

  /** Interruption: a thread that takes the interrupt by the kill of one operation back keeps that of another. */
  @State
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "interrupted until the other operation has ended, too")
  @Outcome(expect = FORBIDDEN, desc = "one took the other's interrupt, or left its own")
  public static class IN_I3_KillVsEndOfAnother extends Fixture.OneSession {
    private final Operation other = session.begin("ends first");
    private volatile boolean killed;

    public IN_I3_KillVsEndOfAnother() {
      session.begin(operation);
    }

    @Actor public void host(final ZZ_Result r) {
      operation.interruptOnKill(Thread.currentThread());
      other.interruptOnKill(Thread.currentThread());
      other.close();
      while (!killed) {
        Thread.onSpinWait();
      }
      r.r1 = Thread.currentThread().isInterrupted();
      operation.close();
      r.r2 = Thread.interrupted();
    }

    @Actor public void killer() {
      Fixture.SHARED.kill(KillPattern.owner(owner.uid()));
      killed = true;
    }

    @Arbiter public void clean(final ZZ_Result r) {
      session.end();
    }
  }

  /** KillInterrupts: one that registers while the killed run ends is refused, or not interrupted after the end. */
  @State
  @JCStressTest
  @Outcome(id = {"0, false", "1, false"}, expect = ACCEPTABLE, desc = "interrupted before the close returned, or not")
  @Outcome(expect = FORBIDDEN, desc = "interrupted after the close, or twice")
  public static class KI_E1_InterruptOnKillVsKillAndClose extends Fixture.OneSession {
    private final Recorder worker = new Recorder();

    public KI_E1_InterruptOnKillVsKillAndClose() {
      session.begin(operation);
      operation.interruptOnKill(new Recorder());
    }

    @Actor public void stranger() {
      try {
        operation.interruptOnKill(worker);
      } catch (final IllegalStateException e) {
        // the run is over
      }
    }

    @Actor public void host() {
      operation.kill(1, "", "");
      operation.close();
      worker.over = true;
    }

    @Arbiter public void observer(final IZ_Result r) {
      r.r1 = worker.interrupts;
      r.r2 = worker.late;
      session.end();
    }
  }
}
