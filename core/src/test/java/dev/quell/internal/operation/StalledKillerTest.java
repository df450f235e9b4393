package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.quell.KillCause;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.KillRecord;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** K5, K9: a killer that stands still between its claims and its wakes keeps no other kill from waking its victims. */
class StalledKillerTest {
  private static final Duration ENOUGH = Duration.ofSeconds(10);
  private static final Owner ANN = Owner.of("ann", "app");

  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Session session = core.startSession(ANN);
  private final Operation operation = session.begin("sleeps");
  private CompletableFuture<KillCause> sleeper;

  @BeforeEach
  void sleep() {
    final Thread[] thread = new Thread[1];
    sleeper =
        CompletableFuture.supplyAsync(
            () -> assertThrows(OperationKilledException.class, () -> operation.sleep(Duration.ofDays(1))).killCause(),
            task -> {
              thread[0] = new Thread(task);
              thread[0].setDaemon(true);
              thread[0].start();
            });
    while (thread[0].getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() {
    core.close();
  }

  /** Claims the operation, and stands still: the kill goes on with its finish. */
  private ClaimBatch claimAndStandStill() {
    final HostOperation victim = (HostOperation) operation;
    final ClaimBatch stalled = new ClaimBatch(victim.operations().claims, 11601, "stalled", "");
    stalled.claim(victim.present());
    return stalled;
  }

  @Test
  void shouldWakeWhatAnotherKillHasClaimedAndNotWoken() {
    claimAndStandStill();
    assertEquals(0, core.kill(KillPattern.owner(ANN.uid())).operationsKilled());
    assertEquals("stalled", sleeper.join().reason());
  }

  @Test
  void shouldWakeByTheIdWhatAnotherKillHasClaimedAndNotWoken() {
    final int id = operation.id();
    claimAndStandStill();
    assertFalse(core.killOperation(id, 11601, "", ""));
    assertEquals("stalled", sleeper.join().reason());
  }

  @Test
  void shouldWakeAtTheCloseWhatAnotherKillHasClaimedAndNotWoken() {
    claimAndStandStill();
    core.close();
    assertEquals("stalled", sleeper.join().reason());
  }

  /** K10: the stalled kill may have claims and wakes to make; the other must not wait for a callback that blocks. */
  @Test
  void shouldLeaveTheCallbacksToTheKillThatHasClaimed() {
    final AtomicInteger calls = new AtomicInteger();
    operation.onKill(cause -> calls.incrementAndGet());
    final ClaimBatch stalled = claimAndStandStill();
    core.kill(KillPattern.owner(ANN.uid()));
    assertEquals("stalled", sleeper.join().reason());
    assertEquals(0, calls.get());
    stalled.finish();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldLeaveTheCallbacksOfAVictimThatEndsToTheKillThatHasClaimed() {
    final AtomicInteger calls = new AtomicInteger();
    operation.onKill(cause -> calls.incrementAndGet());
    final ClaimBatch stalled = claimAndStandStill();
    operation.close();
    assertEquals(0, calls.get());
    stalled.finish();
    assertEquals(1, calls.get());
  }

  @Test
  void shouldWakeWhatAnotherKillHasClaimedByTheRecordThatTheyShare() {
    final HostOperation victim = (HostOperation) operation;
    while (!victim.operations().claims.ledger.register(new KillRecord(new KillCause(1, "", "", 0), 0)).isShared()) {
      // fills the ledger
    }
    claimAndStandStill();
    final ClaimBatch second = new ClaimBatch(victim.operations().claims, 11601, "second", "");
    second.claim(((OperationImpl) core.begin("another")).present());
    second.claim(victim.present());
    second.finish();
    assertTimeoutPreemptively(ENOUGH, () -> assertEquals(11601, sleeper.join().code()));
  }

  @Test
  void shouldLetTheVictimEnd() {
    claimAndStandStill();
    assertTimeoutPreemptively(ENOUGH, operation::close);
  }
}
