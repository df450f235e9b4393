package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.cursor.CursorImpl;
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
 * One cursor: pin, use, unpin, close, and kills of three kinds. Linearizable, with one claim for all of them (K1, K4);
 * its resource is never closed while it is pinned, and in the end exactly once if the cursor has ended (K7).
 *
 * <p>One thread pins while others kill, or several pin and nobody kills: a pin that loses to a kill can be seen by a
 * third party as a pin until it has noticed, which is no single step.
 */
class CursorLincheckTest {
  private static final int IN_USE = 143;

  private static ModelCheckingOptions ofOneUser(final Class<?> test) {
    return withKills(Checks.modelChecking(2, 3, 2, 100).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withKills(Checks.stress(2, 3, 2, 500), test);
  }

  private static <T extends Options<T, ?>> T withKills(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(OneUser.class)
        .addCustomScenario(
            scenario(
                test, // pinned and used while it is killed
                List.of(call("pin"), call("use"), call("use"), call("unpin")),
                List.of(call("killById"), call("isOpen"))))
        .addCustomScenario(
            scenario(
                test, // closed, killed in two ways, and the resource closed by the agent
                List.of(call("pin"), call("unpin"), call("close")),
                List.of(call("killSession"), call("closeKilled"), call("killById"))));
  }

  private static ModelCheckingOptions ofTwoUsers() {
    return Checks.modelChecking(2, 3, 3, 100).addGuarantee(Checks.shownElsewhere())
        .sequentialSpecification(TwoUsers.class);
  }

  @Test
  void shouldEndOnceAndNeverUnderItsUser() {
    Checks.passes(ofOneUser(Killed.class), Killed.class);
  }

  @Test
  void shouldFindAKillThatLooksForAPinAndThenCloses() {
    Checks.finds(ofOneUser(ClosedWithoutClaim.class), ClosedWithoutClaim.class);
  }

  @Test
  void shouldFindAResourceClosedTwice() {
    Checks.finds("Validation", ofOneUser(ClosedTwice.class), ClosedTwice.class);
  }

  @Test
  void shouldBePinnedByOneAtATime() {
    Checks.passes(ofTwoUsers(), Shared.class);
  }

  @Test
  void shouldFindAPinThatLooksFirst() {
    Checks.finds(ofTwoUsers(), PinnedInTwoSteps.class);
  }

  @Test
  void shouldEndOnceAndNeverUnderItsUserOnRealThreads() {
    Checks.passes(stress(Killed.class), Killed.class);
  }

  @Test
  void shouldFindAKillThatLooksForAPinAndThenClosesOnRealThreads() {
    Checks.finds(stress(ClosedWithoutClaim.class), ClosedWithoutClaim.class);
  }

  /** What it keeps open, and whether its user was surprised. */
  public static final class Resource implements AutoCloseable {
    private volatile int closes;
    private volatile boolean cut;

    @Override
    public void close() {
      closes++; // by whoever has claimed the right to
    }

    /** Closes it without being counted, for a planted bug. */
    void cut() {
      cut = true;
    }

    boolean isOpen() {
      return closes == 0 && !cut;
    }

    int closes() {
      return closes;
    }
  }

  // ---- one user, and kills

  /** A cursor that one thread uses. */
  public static class OneUser {
    private boolean pinned;
    private boolean ended;

    public String pin() {
      if (pinned) {
        return ended ? "not found" : "in use";
      }
      if (ended) {
        return "not found";
      }
      pinned = true;
      return "pinned";
    }

    /** Its resource is open as long as it is pinned. */
    public boolean use() {
      return true;
    }

    public boolean unpin() {
      final boolean was = pinned;
      pinned = false;
      return was;
    }

    public void close() {
      ended = true;
    }

    public boolean isOpen() {
      return !ended;
    }

    public int killSession() {
      return killById() ? 1 : 0;
    }

    public boolean killById() {
      final boolean was = !ended;
      ended = true;
      return was;
    }

    public void closeKilled() {}
  }

  /** The shipped classes. */
  public static class Killed {
    final Owner owner = Owner.of("ann", "db");
    final QuietCore core = new QuietCore();
    final Session session = core.session(1, owner);
    final dev.quell.Operation operation = core.operation();
    final Resource resource = new Resource();
    final Cursor<?> cursor;

    public Killed() {
      operation.exempt(true); // it outlives all kills
      session.begin(operation);
      cursor = session.openCursor(resource);
    }

    @Operation(nonParallelGroup = "user")
    public String pin() {
      return tryPin(cursor, operation);
    }

    static String tryPin(final Cursor<?> cursor, final dev.quell.Operation operation) {
      try {
        cursor.pin(operation);
        return "pinned";
      } catch (final CursorException e) {
        return e.code() == IN_USE ? "in use" : "not found";
      }
    }

    @Operation(nonParallelGroup = "user")
    public boolean use() {
      return !cursor.isPinned() || resource.isOpen();
    }

    @Operation(nonParallelGroup = "user")
    public boolean unpin() {
      if (!cursor.isPinned()) {
        return false;
      }
      cursor.unpin();
      return true;
    }

    @Operation
    public void close() {
      cursor.close();
    }

    @Operation
    public boolean isOpen() {
      return cursor.isOpen();
    }

    @Operation
    public int killSession() {
      return (int) core.kill(1, KillPattern.session(session.id())).cursorsKilled();
    }

    @Operation
    public boolean killById() {
      return ((CursorImpl<?>) cursor).killWithUser("", "");
    }

    /** What the agent does with killed cursors. */
    @Operation(nonParallelGroup = "agent")
    public void closeKilled() {
      core.cursors.closer.doWork();
    }

    /** When all is over. */
    @Validate
    public void shouldBeClosedOnceIfEnded() {
      core.cursors.closer.doWork();
      final int expected = cursor.isOpen() || cursor.isPinned() ? 0 : 1;
      if (resource.closes() != expected) {
        throw new IllegalStateException("closed " + resource.closes() + " times, expected " + expected);
      }
    }
  }

  /** A kill that looks whether somebody uses the cursor, and closes it if not. */
  public static class ClosedWithoutClaim extends Killed {
    @Override
    @Operation
    public boolean killById() {
      if (!cursor.isPinned() && cursor.isOpen()) {
        Checks.window();
        resource.cut();
      }
      return super.killById();
    }
  }

  /** A close that does not ask who ended the cursor. */
  public static class ClosedTwice extends Killed {
    @Override
    @Operation
    public void close() {
      if (cursor.isOpen() && !cursor.isPinned()) {
        Checks.window();
        cursor.close();
        if (resource.isOpen()) {
          resource.close(); // somebody else has ended it, and will close it
        }
      }
    }
  }

  // ---- several users, and no kill

  /** A cursor that two threads use. */
  public static class TwoUsers {
    private int pinnedBy;

    public String pin(final int thread) {
      if (pinnedBy != 0) {
        return "in use";
      }
      pinnedBy = thread;
      return "pinned";
    }

    public boolean unpin(final int thread) {
      if (pinnedBy != thread) {
        return false;
      }
      pinnedBy = 0;
      return true;
    }
  }

  /** The shipped classes. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Shared {
    final Owner owner = Owner.of("ann", "db");
    final QuietCore core = new QuietCore();
    final Session session = core.session(1, owner);
    final dev.quell.Operation[] operations = {null, core.operation(), core.operation()};
    final boolean[] pins = new boolean[3]; // each by its thread alone
    final Cursor<?> cursor = session.openCursor(new Resource());

    public Shared() {
      session.begin(operations[1]);
      session.begin(operations[2]);
    }

    @Operation
    public String pin(@Param(name = "thread") final int thread) {
      final String result = Killed.tryPin(cursor, operations[thread]);
      pins[thread] |= result.equals("pinned");
      return result;
    }

    @Operation
    public boolean unpin(@Param(name = "thread") final int thread) {
      if (!pins[thread]) {
        return false;
      }
      pins[thread] = false;
      cursor.unpin();
      return true;
    }
  }

  /** Looks whether somebody has it pinned; whoever comes in between has it pinned too. */
  public static class PinnedInTwoSteps extends Shared {
    private volatile boolean pinned;

    @Override
    @Operation
    public String pin(@Param(name = "thread") final int thread) {
      if (pinned) {
        return "in use";
      }
      Checks.window();
      pinned = true;
      pins[thread] = true;
      return "pinned";
    }

    @Override
    @Operation
    public boolean unpin(@Param(name = "thread") final int thread) {
      if (!pins[thread]) {
        return false;
      }
      pins[thread] = false;
      pinned = false;
      return true;
    }
  }
}
