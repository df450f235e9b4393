package dev.quell.internal.operation;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.Labels;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.waits.WaitList;
import dev.quell.stress.lincheck.Checks;
import dev.quell.stress.lincheck.QuietCore;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Children of one parent, begun by its user and by others, while it is killed, ends, and runs again: each is killed if
 * the run that it is a child of was, and else not. A kill of a family is no single step, so that is looked at when all
 * is over.
 */
class ChildrenLincheckTest {
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
                test, // a parent that ends under its kill
                List.of(call("child", 1), call("end")),
                List.of(call("kill"))))
        .addCustomScenario(
            scenario(
                test, // two children of a parent that is killed and ends
                List.of(call("child", 1), call("end")),
                List.of(call("child", 2), call("kill"))))
        .addCustomScenario(
            scenario(
                test, // the next run has a child while the killer of the last looks for the children of that
                List.of(call("child", 1), call("end"), call("begin"), call("child", 1)),
                List.of(call("kill"), call("child", 2))));
  }

  @Test
  void shouldDieWithTheRunOfTheirParent() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAChildThatLooksBeforeItIsListed() {
    Checks.finds("Validation", modelChecking(LooksBefore.class), LooksBefore.class);
  }

  @Test
  void shouldFindAKillThatLooksForChildrenLate() {
    // two switches of threads at the right places: more than the others need
    Checks.finds("Validation", modelChecking(LooksLate.class).invocationsPerIteration(3_000), LooksLate.class);
  }

  @Test
  void shouldDieWithTheRunOfTheirParentOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  /** The parent. */
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

    public boolean child(final int thread) {
      return running;
    }

    public boolean kill() {
      final boolean kills = running && !killed;
      killed |= kills;
      return kills;
    }
  }

  /** A child, and the number of its parent's run, or 0 if it was one of several. */
  private record Child(OperationImpl operation, int run) {}

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Real {
    final QuietCore core = new QuietCore();
    final OperationImpl parent = core.operation();
    private final Child[][] children = new Child[3][8]; // each row by its thread alone
    private final int[] count = new int[3];
    private final boolean[] killed = new boolean[9]; // by the number of the run, by the user
    /** Twice the number of the run while that surely goes on; odd from before its end until the next has begun. */
    private volatile int phase;

    public Real() {
      parent.beginSessionless(null);
      phase = 2;
    }

    OperationImpl begun() {
      return (OperationImpl) parent.child("child");
    }

    void claim(final Run run, final ClaimBatch batch) {
      batch.claim(run);
    }

    @Operation(nonParallelGroup = "user")
    public boolean begin() {
      if (parent.isRunning()) {
        return false;
      }
      parent.beginSessionless(null);
      phase++;
      return true;
    }

    @Operation(nonParallelGroup = "user")
    public boolean end() {
      if (!parent.isRunning()) {
        return true;
      }
      final int run = phase++ / 2;
      parent.close();
      killed[run] = QuietCore.code(parent) != 0;
      return killed[run];
    }

    @Operation
    public boolean child(@Param(name = "thread") final int thread) {
      final int before = phase;
      final OperationImpl child;
      try {
        child = begun();
      } catch (final IllegalStateException e) {
        return false; // the parent does not run
      }
      children[thread][count[thread]++] = new Child(child, before % 2 == 0 && phase == before ? before / 2 : 0);
      return true;
    }

    @Operation
    public boolean kill() {
      final Run run = parent.present();
      if (run == null) {
        return false;
      }
      final ClaimBatch batch = new ClaimBatch(core.claims, 1, "", "");
      claim(run, batch);
      return batch.finish() > 0;
    }

    /** When all is over. */
    @Validate
    public void shouldBeKilledIfTheParentWas() {
      if (parent.isRunning()) {
        killed[phase / 2] = QuietCore.code(parent) != 0;
      }
      for (final Child[] row : children) {
        for (final Child child : row) {
          if (child != null && child.run != 0 && (QuietCore.code(child.operation) != 0) != killed[child.run]) {
            throw new IllegalStateException("a child of run " + child.run + " is killed or alive, and its parent not");
          }
        }
      }
    }
  }

  /** The child looks whether its parent was killed, and is listed then. */
  public static class LooksBefore extends Real {
    @Override
    OperationImpl begun() {
      final Run run = parent.present();
      if (run == null) {
        throw new IllegalStateException();
      }
      final WaitList list = RunWaits.listOf(run);
      final OperationImpl child = core.operation();
      final Lineage lineage = new Lineage(run, list.dependants().children, false, Labels.none());
      child.beginChild(Handle.NONE, null, lineage);
      while (true) {
        final long word = run.wordAcquire();
        if (!run.owns(word)) {
          throw new IllegalStateException();
        }
        if (KillWord.isKilled(word)) {
          core.kill(child.present(), 1);
          return child;
        }
        if (KillWord.isAwaited(word) || KillWords.markWaiting(run.words(), run.index(), word)) {
          break;
        }
      }
      Checks.window();
      lineage.join(child);
      return child;
    }
  }

  /** The kill claims the parent, and then looks for the children of what it runs by then. */
  public static class LooksLate extends Real {
    @Override
    void claim(final Run run, final ClaimBatch batch) {
      final long word = run.wordAcquire();
      if (!run.owns(word) || KillWord.isKilled(word)) {
        return;
      }
      final Run alone = new Run(new Childless(parent), run.words(), run.index(), run.ticket(), 0);
      batch.claim(alone);
      if (batch.claimed() > 0) {
        Checks.window();
        final Run.Children late = parent.children(run);
        if (late != null) {
          late.offer(batch::claim);
        }
      }
    }
  }

  /** An operation that says it has no children. */
  private record Childless(OperationImpl operation) implements Run.Victim {
    @Override
    public Run.Woken wake(final Run run, final dev.quell.internal.claim.KillRecord kill) {
      return operation.wake(run, kill);
    }

    @Override
    public int idOf(final Run run) {
      return operation.idOf(run);
    }

    @Override
    public Run.Children children(final Run run) {
      return null;
    }

    @Override
    public void offerAsChild(final Run parent, final java.util.function.Consumer<? super Run> visitor) {}

    @Override
    public dev.quell.OperationInfo describe(final Run run) {
      return null;
    }

    @Override
    public List<Thread> threads() {
      return List.of();
    }

    @Override
    public boolean hasSeenKill() {
      return false;
    }
  }
}
