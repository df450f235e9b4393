package dev.quell.internal.operation;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.Run;
import dev.quell.internal.index.HashIndex;
import dev.quell.stress.lincheck.Checks;
import dev.quell.stress.lincheck.QuietCore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * An id names the run that it was given to and no other, whoever gave it and however late it is used; and when that run
 * has ended nothing is left of it.
 */
class OperationIdsLincheckTest {
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
                test, // an id is asked for while the run ends and the next one begins
                List.of(call("id", 1), call("end"), call("begin"), call("kill", 1)),
                List.of(call("id", 2), call("kill", 2), call("id", 2))))
        .addCustomScenario(
            scenario(
                test, // both ask for it
                List.of(call("id", 1), call("kill", 1), call("end")),
                List.of(call("id", 2), call("kill", 2))));
  }

  @Test
  void shouldNameOneRunAndNoneAfterItsEnd() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAnEntryAddedWithoutALookAfterwards() {
    Checks.finds("Validation", modelChecking(WithoutLookAfterwards.class), WithoutLookAfterwards.class);
  }

  @Test
  void shouldFindAnIdOfTheObjectInsteadOfTheRun() {
    Checks.finds(modelChecking(IdOfTheObject.class), IdOfTheObject.class);
  }

  @Test
  void shouldNameOneRunAndNoneAfterItsEndOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  /** The runs of one operation, by numbers, and which of them each thread has asked the id of. */
  public static class Model {
    private final int[] asked = new int[3];
    private int run = 1;
    private boolean running = true;
    private boolean killed;

    public boolean begin() {
      if (running) {
        return false;
      }
      run++;
      running = true;
      killed = false;
      return true;
    }

    public boolean end() {
      final boolean was = running;
      running = false;
      return was;
    }

    public void id(final int thread) {
      if (running) {
        asked[thread] = run;
      }
    }

    public boolean kill(final int thread) {
      final boolean can = running && !killed && asked[thread] == run;
      killed |= can;
      return can;
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Real {
    private static final Owner OWNER = Owner.of("ann", "db");
    final QuietCore core = new QuietCore();
    final Session session = core.session(1, OWNER);
    final OperationImpl operation = core.operation();
    final int[][] asked = new int[3][8]; // each row by its thread alone
    private final int[] count = new int[3];

    public Real() {
      session.begin(operation);
    }

    int idOf(final Run run) {
      return core.operations.ids.idOf(run);
    }

    Run find(final int id) {
      return core.operations.find(id);
    }

    @Operation(nonParallelGroup = "user")
    public boolean begin() {
      if (operation.isRunning()) {
        return false;
      }
      session.begin(operation);
      return true;
    }

    @Operation(nonParallelGroup = "user")
    public boolean end() {
      final boolean running = operation.isRunning();
      operation.close();
      return running;
    }

    /**
     * Whether there is one is not looked at: a run that just ends may still have it, and it names nothing that could be
     * hit.
     */
    @Operation
    public void id(@Param(name = "thread") final int thread) {
      final Run run = operation.present();
      final int id = run == null ? 0 : idOf(run);
      if (id != 0) {
        asked[thread][count[thread]++] = id;
      }
    }

    /** By the id that the thread has asked for last. */
    @Operation
    public boolean kill(@Param(name = "thread") final int thread) {
      final Run run = count[thread] == 0 ? null : find(asked[thread][count[thread] - 1]);
      return run != null && core.kill(run, 1);
    }

    /** When all is over. */
    @Validate
    public void shouldHoldNoRunThatHasEnded() {
      for (final int[] ids : asked) {
        for (final int id : ids) {
          final Run run = id == 0 ? null : find(id);
          if (run != null && !operation.isPresent(run)) {
            throw new IllegalStateException("the id " + id + " names a run that has ended");
          }
        }
      }
    }
  }

  /** Adds an entry for the run that it has seen, and lets the end remove what that finds. */
  public static class WithoutLookAfterwards extends Real {
    private final HashIndex<NamedRun> index = new HashIndex<>(8, 7, (named, id, none) -> named.id() == id);
    private final AtomicInteger last = new AtomicInteger();

    @Override
    int idOf(final Run run) {
      final int id = last.incrementAndGet();
      Checks.window();
      index.putIfAbsent(id, null, new NamedRun(run, id));
      return id;
    }

    @Override
    Run find(final int id) {
      final NamedRun named = index.get(id, null);
      return named == null ? null : named.run();
    }

    @Override
    @Operation(nonParallelGroup = "user")
    public boolean end() {
      final boolean running = super.end();
      for (int id = 1; id <= last.get(); id++) {
        final NamedRun named = index.get(id, null);
        if (named != null) {
          index.remove(id, null, named);
        }
      }
      return running;
    }
  }

  /** Finds whatever runs by now. */
  public static class IdOfTheObject extends Real {
    @Override
    Run find(final int id) {
      return operation.present();
    }
  }
}
