package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.SessionInfo;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * The end of a session, by its host and by its age, against the operations in it, first and further ones: all
 * linearizable. A session in which an operation runs does not expire. The slot has had another session before, whose
 * handle does nothing any more (K3).
 */
class SessionLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 2, 100).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 500), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // expiry against a first operation
                List.of(call("begin", 1), call("isOpen"), call("finish", 1)),
                List.of(call("expire"), call("isOpen"))))
        .addCustomScenario(
            scenario(
                test, // expiry against a further operation
                List.of(call("begin", 1), call("finish", 1), call("expire")),
                List.of(call("begin", 2), call("isOpen"), call("expire"))))
        .addCustomScenario(
            scenario(
                test, // what is left of the session that had the slot before
                List.of(call("beginWithOldHandle", 1), call("begin", 1), call("endWithOldHandle")),
                List.of(call("end"), call("beginWithOldHandle", 2))));
  }

  @Test
  void shouldEndOnceAndNotExpireWhileInUse() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAnExpiryInTwoSteps() {
    Checks.finds(modelChecking(ExpiryInTwoSteps.class), ExpiryInTwoSteps.class);
  }

  @Test
  void shouldFindABeginThatDoesNotLookAtTheGeneration() {
    Checks.finds(modelChecking(BeginWithoutGeneration.class), BeginWithoutGeneration.class);
  }

  @Test
  void shouldEndOnceAndNotExpireWhileInUseOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAnExpiryInTwoStepsOnRealThreads() {
    Checks.finds(stress(ExpiryInTwoSteps.class), ExpiryInTwoSteps.class);
  }

  /** A session, and the operations of two threads in it. */
  public static class Model {
    private final boolean[] runs = new boolean[3];
    private boolean open = true;

    public String begin(final int thread) {
      if (runs[thread]) {
        return "runs";
      }
      runs[thread] = open;
      return open ? "begun" : "ended";
    }

    public void finish(final int thread) {
      runs[thread] = false;
    }

    public boolean end() {
      final boolean was = open;
      open = false;
      return was;
    }

    public boolean expire() {
      return !runs[1] && !runs[2] && end();
    }

    public boolean isOpen() {
      return open;
    }

    public boolean beginWithOldHandle(final int thread) {
      return false;
    }

    public boolean endWithOldHandle() {
      return false;
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Real {
    final Owner owner = Owner.of("ann", "db");
    final QuietCore core = new QuietCore();
    final Session old = core.session(1, owner);
    final long oldHandle = core.find(1, owner);
    final Session session;
    final long handle;
    final dev.quell.Operation[] operations = {core.operation(), core.operation(), core.operation()};

    public Real() {
      old.end();
      session = core.session(1, owner); // in the same slot, as it is the warm one
      handle = core.find(1, owner);
      if (Handle.slot(handle) != Handle.slot(oldHandle)) {
        throw new IllegalStateException("the slot was not used again");
      }
    }

    @Operation
    public String begin(@Param(name = "thread") final int thread) {
      if (operations[thread].isRunning()) {
        return "runs";
      }
      return tryBegin(session, operations[thread]) ? "begun" : "ended";
    }

    static boolean tryBegin(final Session in, final dev.quell.Operation operation) {
      try {
        in.begin(operation);
        return true;
      } catch (final SessionEndedException e) {
        return false;
      }
    }

    @Operation
    public void finish(@Param(name = "thread") final int thread) {
      operations[thread].close();
    }

    @Operation
    public boolean end() {
      return session.end();
    }

    @Operation
    public boolean expire() {
      return core.sessions.ending().expire(handle, Long.MAX_VALUE, 0);
    }

    @Operation
    public boolean isOpen() {
      return session.isOpen();
    }

    @Operation
    public boolean beginWithOldHandle(@Param(name = "thread") final int thread) {
      return !operations[thread].isRunning() && tryBegin(old, operations[thread]);
    }

    @Operation
    public boolean endWithOldHandle() {
      return core.sessions.ending().end(oldHandle);
    }
  }

  /** Judges one word, and ends the session from whichever comes next. */
  public static class ExpiryInTwoSteps extends Real {
    @Override
    @Operation
    public boolean expire() {
      final long word = core.segment(handle).killWordAcquire(QuietCore.offset(handle));
      final SessionInfo info = core.sessions.describe(handle);
      if (!KillWord.isLive(word) || info == null || info.operations() > 0) {
        return false;
      }
      Checks.window();
      return core.sessions.ending().end(handle);
    }
  }

  /** Begins in whatever session has the slot now. */
  public static class BeginWithoutGeneration extends Real {
    @Override
    @Operation
    public boolean beginWithOldHandle(@Param(name = "thread") final int thread) {
      final Session present = (Session) core.segment(oldHandle).session(QuietCore.offset(oldHandle));
      return !operations[thread].isRunning() && present != null && tryBegin(present, operations[thread]);
    }
  }
}
