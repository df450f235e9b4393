package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillPattern;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.stress.lincheck.KillByPattern.Report;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Cursors in the core, against the books: opened, pinned, unpinned and closed while kills by pattern and by id are
 * about and their session ends. K1 and K4 for cursors, and the run that has one pinned dies with it.
 */
class CoreCursorsLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 1, 80).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 100), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .verifier(HistoryVerifier.class)
        .sequentialSpecification(OneSession.class)
        .addCustomScenario(
            scenario(
                test, // two kills of one cursor
                List.of(call("killCursor", 1), call("openCursor", 1)),
                List.of(call("killCursor", 1), call("openCursor", 2))))
        .addCustomScenario(
            scenario(
                test, // a pin against kills of both kinds
                List.of(call("begin", 1), call("pin", 1, 1), call("poll", 1), call("unpin", 1)),
                List.of(call("killSession", 2), call("killCursor", 1))))
        .addCustomScenario(
            scenario(
                test, // a kill by id finds who has it pinned
                List.of(call("begin", 1), call("pin", 1, 1), call("killCursor", 1), call("finish", 1)),
                List.of(call("killCursor", 1), call("poll", 2))))
        .addCustomScenario(
            scenario(
                test, // two pins and a close
                List.of(call("begin", 1), call("pin", 1, 1), call("unpin", 1), call("closeCursor", 1)),
                List.of(call("begin", 2), call("pin", 2, 1), call("unpin", 2), call("killAll", 2))))
        .addCustomScenario(
            scenario(
                test, // a cursor opens while its session is killed and ends
                List.of(call("openCursor", 1), call("killCursor", 1)),
                List.of(call("killSession", 2), call("end"), call("openCursor", 2))));
  }

  @Test
  void shouldKillCursorsOnceAndThoseWhoUseThem() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatSparesPinnedCursors() {
    Checks.finds(modelChecking(KillOfIdleOnes.class), KillOfIdleOnes.class);
  }

  @Test
  void shouldFindAKillThatSparesWhoUsesTheCursor() {
    Checks.finds(modelChecking(KillWithoutUser.class), KillWithoutUser.class);
  }

  @Test
  void shouldKillCursorsOnceAndThoseWhoUseThemOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatLooksAndThenKillsOnRealThreads() {
    Checks.finds(stress(KillInTwoSteps.class), KillInTwoSteps.class);
  }

  /** A session with a cursor of the first thread. */
  public static class OneSession extends Books {
    public OneSession() {
      open(1, "ann");
      cursors.put(1, new Opened(nextNumber(), open.get(new Name(1, "ann")), true, 0, 0, false));
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "any", gen = IntGen.class, conf = "1:2")
  public static class Real extends CoreUnderTest {
    public Real() {
      doOpen(1, 1);
      doOpenCursor(1, 1, 1);
    }

    @Operation
    public String begin(@Param(name = "thread") final int thread) {
      return doBegin(thread, 1, 1);
    }

    @Operation
    public int poll(@Param(name = "thread") final int thread) {
      return doPoll(thread);
    }

    @Operation
    public int finish(@Param(name = "thread") final int thread) {
      return doFinish(thread);
    }

    @Operation
    public boolean end() {
      return doEnd(1, 1);
    }

    @Operation
    public String openCursor(@Param(name = "thread") final int thread) {
      return doOpenCursor(thread, 1, 1);
    }

    @Operation
    public String pin(@Param(name = "thread") final int thread, @Param(name = "any") final int whose) {
      return doPin(thread, whose);
    }

    @Operation
    public boolean unpin(@Param(name = "thread") final int thread) {
      return doUnpin(thread);
    }

    @Operation
    public boolean closeCursor(@Param(name = "any") final int whose) {
      return doCloseCursor(whose);
    }

    @Operation
    public boolean killCursor(@Param(name = "any") final int whose) {
      return doKillCursor(whose);
    }

    @Operation
    public Report killSession(@Param(name = "thread") final int thread) {
      return kill(thread, session(1));
    }

    @Operation
    public Report killAll(@Param(name = "thread") final int thread) {
      return kill(thread);
    }
  }

  /** One in use, it thinks, will be closed by its user. */
  public static class KillOfIdleOnes extends Real {
    @Override
    Report kill(final int thread, final KillPattern... patterns) {
      if (cursorOf(1) != null && cursorOf(1).isPinned()) {
        return new Report(nextCode(thread), 0, 0, 1);
      }
      return super.kill(thread, patterns);
    }
  }

  /** Says it has won if the cursor was open before. */
  public static class KillInTwoSteps extends Real {
    @Override
    @Operation
    public boolean killCursor(@Param(name = "any") final int whose) {
      final boolean open = cursorOf(whose) != null && cursorOf(whose).isOpen();
      Checks.window();
      doKillCursor(whose);
      return open;
    }
  }

  /** Leaves it to the user to find out. */
  public static class KillWithoutUser extends Real {
    @Override
    @Operation
    public boolean killCursor(@Param(name = "any") final int whose) {
      final CursorImpl<?> cursor = cursorOf(whose);
      return cursor != null && cursor.kill();
    }
  }
}
