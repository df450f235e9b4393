package dev.quell.internal.claim;

import static dev.quell.explorer.Explorer.fault;
import static dev.quell.explorer.Explorer.finds;
import static dev.quell.explorer.Explorer.passes;

import dev.quell.KillCause;
import dev.quell.explorer.Scenario;
import dev.quell.stress.mutants.Mutant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Those who wait for the victims of a kill to stop: each is told, also while others come and leave. */
class KillRecordFrayTest {
  private static final String FILE = "internal/claim/KillRecord.java";
  private static final String ASLEEP = "slept on";
  private static final String NOT_TOLD = "not told";

  @Test
  void shouldTellTheOthersWhenOneGivesUp() throws IOException {
    passes(GivesUp.class);
  }

  @Test
  void shouldFindOneThatTakesTheOthersAlong() throws IOException {
    final Mutant fault = fault(
        FILE,
        List.of("    } while (!WAITERS.compareAndSet(this, head, without));"),
        List.of("    } while (!WAITERS.compareAndSet(this, head, null));"));
    finds(ASLEEP, GivesUp.class, fault);
  }

  @Test
  void shouldTellTheOneThatComesWhileAnotherLeaves() throws IOException {
    passes(Leaves.class);
  }

  @Test
  void shouldFindOneThatLeavesWithoutACompare() throws IOException {
    final Mutant fault = fault(
        FILE,
        List.of("    } while (!WAITERS.compareAndSet(this, head, without));"),
        List.of("      WAITERS.setVolatile(this, without);", "    } while (false);"));
    finds(NOT_TOLD, Leaves.class, fault);
  }

  @Test
  void shouldTellAllThatAsk() throws IOException {
    passes(Asks.class);
  }

  @Test
  void shouldFindOneThatLooksBeforeItJoins() throws IOException {
    final Mutant fault = fault(
        FILE,
        List.of(
            "    join(notice);",
            "    if ((long) PENDING.getVolatile(this) <= 0) {"),
        List.of(
            "    final long seen = (long) PENDING.getVolatile(this);",
            "    join(notice);",
            "    if (seen <= 0) {"));
    finds(NOT_TOLD, Asks.class, fault);
  }

  @Test
  void shouldFindALastVictimThatTakesTheWaitersFirst() throws IOException {
    final Mutant fault = fault(
        FILE,
        List.of(
            "    if ((long) PENDING.getAndAdd(this, -1L) - 1 != 0) {",
            "      return false;",
            "    }",
            "    if (WAITERS.getVolatile(this) != null) {",
            "      for (Waiter waiter = (Waiter) WAITERS.getAndSet(this, null); waiter != null;"
                + " waiter = waiter.next) {"),
        List.of(
            "    final Waiter first = (Waiter) WAITERS.getAndSet(this, null);",
            "    if ((long) PENDING.getAndAdd(this, -1L) - 1 != 0) {",
            "      return false;",
            "    }",
            "    if (first != null) {",
            "      for (Waiter waiter = first; waiter != null; waiter = waiter.next) {"));
    finds(NOT_TOLD, Asks.class, fault);
  }

  /** A kill with one victim, which has not stopped. */
  private static final class Kill {
    final KillLedger ledger = new KillLedger();
    final KillRecord record = ledger.register(new KillRecord(new KillCause(11601, "", "", 1), 1));

    Kill() {
      ledger.finish(record, 1);
    }

    void stop() {
      ledger.stopped(record);
    }
  }

  /** One waits for a moment and one for as long as it takes, while the victim stops. */
  static final class GivesUp implements Scenario {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);
    private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(200);
    private final Kill kill = new Kill();

    @Override
    public void run() throws InterruptedException {
      final Thread patient = new Thread(() -> await(LONG));
      final Thread other = new Thread(() -> await(SHORT));
      final Thread victim = new Thread(kill::stop);
      patient.start();
      other.start();
      victim.start();
      patient.join();
      other.join();
      victim.join();
    }

    private void await(final long nanos) {
      final long start = System.nanoTime();
      try {
        kill.record.awaitStopped(nanos);
      } catch (final InterruptedException e) {
        throw new AssertionError(e);
      }
      if (System.nanoTime() - start >= LONG) {
        throw new AssertionError(ASLEEP);
      }
    }
  }

  /** One gives up at once while another asks to be told; then the victim stops. */
  static final class Leaves implements Scenario {
    private final Kill kill = new Kill();

    @Override
    public void run() throws InterruptedException {
      final AtomicInteger told = new AtomicInteger();
      final Thread asks = new Thread(() -> kill.record.whenStopped(told::incrementAndGet));
      asks.start();
      kill.record.awaitStopped(1);
      asks.join();
      kill.stop();
      if (told.get() != 1) {
        throw new AssertionError(NOT_TOLD);
      }
    }
  }

  /** Two ask to be told while the victim stops. */
  static final class Asks implements Scenario {
    private final Kill kill = new Kill();

    @Override
    public void run() throws InterruptedException {
      final AtomicInteger first = new AtomicInteger();
      final AtomicInteger second = new AtomicInteger();
      final Thread asks = new Thread(() -> kill.record.whenStopped(first::incrementAndGet));
      final Thread alsoAsks = new Thread(() -> kill.record.whenStopped(second::incrementAndGet));
      asks.start();
      alsoAsks.start();
      kill.stop();
      asks.join();
      alsoAsks.join();
      if (first.get() < 1 || second.get() < 1) {
        throw new AssertionError(NOT_TOLD);
      }
    }
  }
}
