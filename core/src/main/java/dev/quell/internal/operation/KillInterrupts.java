package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Registration;
import dev.quell.internal.bag.Place;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.waits.BlockingCall;
import dev.quell.internal.waits.Dependants;
import dev.quell.internal.waits.Interruption;
import dev.quell.internal.waits.OwnInterrupts;
import dev.quell.internal.waits.WaitList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Has the kill of a run interrupt threads, until the run has ended. */
final class KillInterrupts {
  /*
   * Invariants    KI-I1  an interrupt that is registered is on the wait list of its run, which the kill fires, and in
   *                      the run's dependants, which the end of the run disarms; or its registration was closed.
   * Edges         KI-E1  register setVolatile(entry), then the word is read; end CAS(word), then the entries are read:
   *                      one sees the other. So a run that has ended interrupts nobody, even if its list is fired.
   * Tests         KI-I1  WorkerStress.IN_I1_KillVsClose, WorkerStress.IN_I1_KillVsCloseOfRegistration
   *               KI-E1  WorkerStress.KI_E1_InterruptOnKillVsKillAndClose
   */

  private KillInterrupts() {}

  /** The interrupt to one thread. */
  private static final class Armed extends Interruption implements Dependants.Ending {
    Armed(final Thread thread) {
      super(thread);
    }

    /** No interrupt comes after this. One that came is taken back if it was for this thread. */
    @Override
    public void ended() {
      final boolean came = disarm();
      if (isForThisThread()) {
        OwnInterrupts.remove(this);
        if (came) {
          BlockingCall.clearInterrupt();
        }
      }
    }
  }

  /** A kill of this run, which was present a moment ago, interrupts the thread from now on, until the run has ended. */
  static Registration register(final Run run, final Thread thread) {
    final Dependants dependants = RunWaits.listOf(run).dependants();
    final Armed interruption = new Armed(thread);
    final Place place = new Place();
    if (interruption.isForThisThread()) {
      OwnInterrupts.add(interruption); // IN-I3: before it is armed
    }
    dependants.endings.add(interruption, place); // KI-I1
    final AtomicBoolean listed = new AtomicBoolean(true);
    final Registration registration =
        () -> {
          RunWaits.leave(run, interruption);
          interruption.ended();
          if (listed.getAndSet(false)) { // atomic: one thread removes it
            dependants.endings.remove(place);
          }
        };
    try {
      if (!run.owns(KillWords.getVolatile(run.words(), run.index()))) { // KI-E1
        throw over();
      }
      RunWaits.join(run, interruption); // KI-I1
    } catch (final IllegalStateException e) {
      registration.close();
      throw e;
    }
    return registration;
  }

  /**
   * The cause of the kill of the present run, if that has interrupted this thread by {@link #register}; else null. The
   * interrupt is consumed: the end of the run does not take it back.
   */
  static @Nullable KillCause consume(final PresentRun operation) {
    final Run run = operation.present();
    final WaitList list = run == null ? null : OperationState.of(run).waits();
    if (run == null || list == null || !list.belongsTo(run.words(), run.index(), run.ticket())) {
      return null;
    }
    final Dependants dependants = list.dependantsIfAny();
    if (dependants == null) {
      return null;
    }
    final Finder finder = new Finder();
    dependants.endings.forEach(finder);
    if (finder.cause != null) {
      BlockingCall.clearInterrupt();
    }
    return finder.cause;
  }

  /** Consumes the interrupts that this thread got. */
  private static final class Finder implements Predicate<Dependants.Ending> {
    @Nullable
    KillCause cause;

    @Override
    public boolean test(final Dependants.Ending ending) {
      if (ending instanceof Armed armed && armed.isForThisThread() && armed.consume()) {
        cause = armed.cause();
      }
      return true;
    }
  }

  private static IllegalStateException over() {
    return new IllegalStateException("operation is not running");
  }
}
