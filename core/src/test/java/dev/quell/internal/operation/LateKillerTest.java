package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.claim.Run.Woken;
import dev.quell.internal.slots.KillWords;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * K3 of waking: a killer that stood still between its claim and its wake comes back when the object runs something
 * else.
 */
class LateKillerTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Session session = core.session(new UUID(1, 1), Owner.of("ann", "db"));
  private final OperationImpl operation = (OperationImpl) core.operation();
  private final AtomicInteger calls = new AtomicInteger();

  private Run beginAndListen() {
    session.begin(operation);
    operation.onKill(cause -> calls.incrementAndGet());
    return operation.present();
  }

  private void wake(final Run run) {
    final Woken woken = operation.wake(run, new KillRecord(new KillCause(KillCode.INTERRUPTED, "", "", 1), 1));
    if (woken != null) {
      woken.interrupt();
      woken.call();
    }
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldWakeTheRunItHasClaimed() {
    wake(beginAndListen());
    assertEquals(1, calls.get());
  }

  @Test
  void shouldNotWakeTheNextRun() {
    final Run claimed = beginAndListen();
    operation.close();
    beginAndListen();
    wake(claimed);
    assertEquals(0, calls.get());
  }

  @Test
  void shouldWakeNobodyTwice() {
    final Run claimed = beginAndListen();
    wake(claimed);
    wake(claimed);
    assertEquals(1, calls.get());
  }

  /** K1, K5: the one that stands still has claimed the parent alone. */
  @Test
  void shouldClaimChildrenThatAnotherKillerHasNotComeTo() {
    operation.beginSessionless(null);
    final Operation child = operation.child("child");
    final Operation grandchild = child.child("grandchild");
    final Run run = operation.present();
    final KillRecord still = operation.claims.ledger.register(new KillRecord(new KillCause(50, "", "", 1), 1));
    assertTrue(KillWords.claim(run.words(), run.index(), run.wordAcquire(), still.index()));
    assertFalse(operation.kill(51, "", ""), "the other has won");
    assertEquals(50, code(operation));
    assertEquals(51, code(child));
    assertEquals(51, code(grandchild));
  }

  private static int code(final Operation killed) {
    return killed.killCause().map(KillCause::code).orElse(0);
  }
}
