package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.claim.Run;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * K9 of joining: a thread that stood still before it joined the wait list of a run comes back when the object runs
 * something else.
 */
class LateJoinerTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Owner ann = Owner.of("ann", "db");
  private final Session session = core.session(new UUID(1, 1), ann);
  private final OperationImpl operation = (OperationImpl) core.operation();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger lateCalls = new AtomicInteger();

  private Run beginAndEnd() {
    session.begin(operation);
    final Run run = operation.present();
    operation.close();
    return run;
  }

  private void joinLate(final Run run) {
    assertThrows(
        IllegalStateException.class, () -> RunWaits.join(run, cause -> lateCalls.incrementAndGet()));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldNotTakeTheWaitersOfTheNextRun() {
    final Run ended = beginAndEnd();
    session.begin(operation);
    operation.onKill(cause -> calls.incrementAndGet());
    joinLate(ended);
    core.kill(KillPattern.owner(ann.uid()));
    assertEquals(1, calls.get());
    assertEquals(0, lateCalls.get());
  }

  @Test
  void shouldNotKeepTheNextRunFromItsWaiters() {
    final Run ended = beginAndEnd();
    session.begin(operation);
    joinLate(ended);
    operation.onKill(cause -> calls.incrementAndGet());
    core.kill(KillPattern.owner(ann.uid()));
    assertEquals(1, calls.get());
    assertEquals(0, lateCalls.get());
  }
}
