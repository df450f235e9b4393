package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillCause;
import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * One operation of a session: begin, poll, end, and kills of all kinds, each of which is one atomic step on the slot's
 * word. That is K1, K2 and K4 at once, and with the cause also K3 for the ledger: who is killed is told of the kill
 * that counted it.
 */
class OperationLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 2, 100).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 200), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Model.class)
        .addCustomScenario(
            scenario(
                test, // two kills of one operation
                List.of(call("begin"), call("killOwner"), call("poll"), call("end")),
                List.of(call("killOwner"), call("killSession"), call("killById"))))
        .addCustomScenario(
            scenario(
                test, // it ends, and the next one begins
                List.of(call("begin"), call("end"), call("begin"), call("end")),
                List.of(call("killOwner"), call("killOwner"))));
  }

  @Test
  void shouldBeginEndAndDieInSingleSteps() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatDecidesAndThenWrites() {
    Checks.finds(modelChecking(KillWithoutCas.class), KillWithoutCas.class);
  }

  @Test
  void shouldFindAKillBehindALock() {
    Checks.finds("The algorithm should be non-blocking", modelChecking(KillBehindLock.class), KillBehindLock.class);
  }

  @Test
  void shouldFindAKillThatWaitsItsTurn() {
    Checks.finds("The algorithm should be non-blocking", modelChecking(KillInTurn.class), KillInTurn.class);
  }

  @Test
  void shouldBeginEndAndDieInSingleStepsOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillThatDecidesAndThenWritesOnRealThreads() {
    Checks.finds(stress(KillWithoutCas.class), KillWithoutCas.class);
  }

  /** What one thread would see. */
  public static class Model {
    private boolean running;
    private int code;

    public boolean begin() {
      if (running) {
        return false;
      }
      running = true;
      code = 0;
      return true;
    }

    public int poll() {
      return code;
    }

    public int end() {
      running = false;
      return code;
    }

    public int killSession() {
      return kill(1);
    }

    public int killOwner() {
      return kill(2);
    }

    public boolean killById() {
      return kill(3) == 1;
    }

    private int kill(final int by) {
      if (!running || code != 0) {
        return 0;
      }
      code = by;
      return 1;
    }
  }

  /** The shipped classes. */
  public static class Real {
    final Owner owner = Owner.of("ann", "db");
    final QuietCore core = new QuietCore();
    final Session session = core.session(1, owner);
    final dev.quell.Operation operation = core.operation();

    @Operation(nonParallelGroup = "user")
    public boolean begin() {
      if (operation.isRunning()) {
        return false;
      }
      session.begin(operation);
      return true;
    }

    @Operation(nonParallelGroup = "user")
    public int poll() {
      return QuietCore.code(operation);
    }

    @Operation(nonParallelGroup = "user")
    public int end() {
      operation.close();
      return QuietCore.code(operation);
    }

    @Operation
    public int killSession() {
      return (int) core.kill(1, KillPattern.session(new UUID(0, 1))).operationsKilled();
    }

    @Operation
    public int killOwner() {
      return (int) core.kill(2, KillPattern.owner(owner.uid())).operationsKilled();
    }

    @Operation
    public boolean killById() {
      try {
        return operation.kill(3, "", "");
      } catch (final IllegalStateException e) {
        return false; // it does not run
      }
    }
  }

  /** The kill looks, and then writes what it has decided. */
  public static class KillWithoutCas extends Real {
    @Operation
    @Override
    public int killOwner() {
      final long handle = core.find(1, owner);
      final long[] words = core.segment(handle).words();
      final int offset = QuietCore.offset(handle);
      final long word = KillWords.getAcquire(words, offset);
      if (!KillWord.isClaimable(word)) {
        return 0;
      }
      final KillRecord record = core.claims.ledger.register(new KillRecord(new KillCause(2, "", "", 0), 0));
      Checks.window();
      words[offset] = KillWord.withCause(word, record.index());
      core.claims.ledger.finish(record, 1);
      return 1;
    }
  }

  /** One kill at a time, as the lock has it. */
  public static class KillBehindLock extends Real {
    @Operation
    @Override
    public int killOwner() {
      synchronized (core) {
        return super.killOwner();
      }
    }
  }

  /** One kill at a time, without a lock: the others go round until it is over. */
  public static class KillInTurn extends Real {
    private final AtomicBoolean busy = new AtomicBoolean();

    @Operation
    @Override
    public int killOwner() {
      while (!busy.compareAndSet(false, true)) {
        Thread.onSpinWait();
      }
      final int killed = super.killOwner();
      busy.set(false);
      return killed;
    }
  }
}
