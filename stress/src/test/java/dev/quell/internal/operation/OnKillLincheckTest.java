package dev.quell.internal.operation;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillCause;
import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.claim.Run.Woken;
import dev.quell.internal.waits.WaitList;
import dev.quell.stress.lincheck.Checks;
import dev.quell.stress.lincheck.QuietCore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Callbacks of kills (K9), registered by the user and by others, while the operation is killed, ends, and is used for
 * the next run: each is called once if the run that it was registered for was killed, and else never. When it is called
 * is no single step, so that is looked at when all is over.
 */
class OnKillLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 1, 50).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 80), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // a registration meets a kill and the end
                List.of(call("onKill", 1), call("end")),
                List.of(call("kill"))))
        .addCustomScenario(
            scenario(
                test, // another thread registers while the run ends and the next one begins, and that is killed
                List.of(call("onKill", 1), call("end"), call("begin"), call("onKill", 1)),
                List.of(call("onKill", 2), call("kill"))))
        .addCustomScenario(
            scenario(
                test, // two registrations, and one is withdrawn
                List.of(call("onKill", 1), call("withdraw", 1), call("onKill", 1)),
                List.of(call("kill"), call("onKill", 2))));
  }

  @Test
  void shouldCallEachOnceIfItsRunWasKilled() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAJoinThatDoesNotLookAfterwards() {
    Checks.finds("Validation", modelChecking(JoinWithoutLook.class), JoinWithoutLook.class);
  }

  @Test
  void shouldFindAListOfTheObjectInsteadOfTheRun() {
    Checks.finds("Validation", modelChecking(ListOfTheObject.class), ListOfTheObject.class);
  }

  @Test
  void shouldCallEachOnceIfItsRunWasKilledOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  /** One operation. */
  public static class Model {
    private boolean running = true;
    private boolean killed;

    public boolean begin() {
      final boolean begins = !running;
      if (begins) {
        running = true;
        killed = false;
      }
      return begins;
    }

    /** Whether it was killed, or does not run. */
    public boolean end() {
      final boolean dead = killed || !running;
      running = false;
      return dead;
    }

    public boolean onKill(final int thread) {
      return running;
    }

    public void withdraw(final int thread) {}

    public boolean kill() {
      final boolean kills = running && !killed;
      killed |= kills;
      return kills;
    }
  }

  /** A callback, and what it was registered for. */
  static final class Callback implements Consumer<KillCause> {
    /** The number of the run, or 0 if it was one of several. */
    final int run;
    final AtomicInteger calls = new AtomicInteger();
    dev.quell.Registration registration;
    boolean joined;
    boolean withdrawn;

    Callback(final int run) {
      this.run = run;
    }

    @Override
    public void accept(final KillCause cause) {
      calls.incrementAndGet();
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Real {
    private static final Owner OWNER = Owner.of("ann", "db");
    private static final KillPattern ALL = KillPattern.owner(OWNER.uid());
    final QuietCore core = new QuietCore();
    final Session session = core.session(1, OWNER);
    final dev.quell.Operation operation = core.operation();
    private final Callback[][] callbacks = new Callback[3][8]; // each row by its thread alone
    private final int[] count = new int[3];
    private final boolean[] killed = new boolean[9]; // by the number of the run, by the user
    /** Twice the number of the run while that surely goes on; odd from before its end until the next has begun. */
    private volatile int phase;

    public Real() {
      session.begin(operation);
      phase = 2;
    }

    dev.quell.Registration register(final Callback callback) {
      return operation.onKill(callback);
    }

    @Operation(nonParallelGroup = "user")
    public boolean begin() {
      if (operation.isRunning()) {
        return false;
      }
      session.begin(operation);
      phase++;
      return true;
    }

    @Operation(nonParallelGroup = "user")
    public boolean end() {
      if (!operation.isRunning()) {
        return true;
      }
      final int run = phase++ / 2;
      operation.close();
      killed[run] = QuietCore.code(operation) != 0;
      return killed[run];
    }

    @Operation
    public boolean onKill(@Param(name = "thread") final int thread) {
      final int before = phase;
      final Callback callback = new Callback(before % 2 == 0 ? before / 2 : 0);
      callbacks[thread][count[thread]] = callback;
      try {
        callback.registration = register(callback);
      } catch (final IllegalStateException e) {
        return false; // it does not run
      }
      callback.joined = phase == before;
      count[thread]++;
      return true;
    }

    @Operation
    public void withdraw(@Param(name = "thread") final int thread) {
      if (count[thread] > 0) {
        callbacks[thread][count[thread] - 1].withdrawn = true;
        callbacks[thread][count[thread] - 1].registration.close();
      }
    }

    @Operation
    public boolean kill() {
      return core.kill(1, ALL).operationsKilled() == 1;
    }

    /** When all is over. */
    @Validate
    public void shouldHaveBeenCalledOnceIfKilled() {
      if (operation.isRunning()) {
        killed[phase / 2] = QuietCore.code(operation) != 0;
      }
      for (final Callback[] row : callbacks) {
        for (final Callback callback : row) {
          if (callback != null) {
            check(callback);
          }
        }
      }
    }

    private void check(final Callback callback) {
      final int calls = callback.calls.get();
      final boolean known = callback.joined && callback.run != 0;
      final int most = !known || killed[callback.run] ? 1 : 0;
      final int least = known && !callback.withdrawn ? most : 0;
      if (calls < least || calls > most) {
        throw new IllegalStateException("called " + calls + " times, expected " + least + " to " + most);
      }
    }
  }

  /** A list of its own, which a kill takes after it has claimed, and not with its claim. */
  public abstract static class OwnList extends Real {
    final WaitList list = new WaitList(new Run(null, new long[1], 0, 1, 0));

    @Override
    @Operation
    public boolean kill() {
      final boolean kills = super.kill();
      if (kills) {
        final Woken woken = list.fire(new KillRecord(new KillCause(1, "", "", 0), 0), thrown -> {});
        if (woken != null) {
          woken.interrupt(); // its waiters are not marked as the host's
        }
      }
      return kills;
    }
  }

  /** Looks whether the run is killed, and then joins. */
  public static class JoinWithoutLook extends OwnList {
    @Override
    dev.quell.Registration register(final Callback callback) {
      final WaitList.Waiter waiter = callback::accept;
      if (QuietCore.code(operation) != 0 || !operation.isRunning()) {
        return super.register(callback);
      }
      Checks.window();
      list.join(waiter);
      return () -> list.leave(waiter);
    }
  }

  /** Whoever has ever registered and was not called is called by the next kill, whichever run that hits. */
  public static class ListOfTheObject extends OwnList {
    @Override
    dev.quell.Registration register(final Callback callback) {
      final WaitList.Waiter waiter = callback::accept;
      if (!operation.isRunning() || QuietCore.code(operation) != 0 || !list.join(waiter)) {
        return super.register(callback);
      }
      return () -> list.leave(waiter);
    }
  }
}
