package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.TestCores;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.session.SessionImpl;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * K3: a session that ends during its first relabel. The end finds nothing to bury, the relabel comes back when the slot
 * is another session's, and stands still before it takes the labels back.
 */
class StaleCarrierTest {
  private static final Owner ANN = Owner.of("ann", "app");
  private static final Labels BILLING = Labels.of("app", "billing");
  private static final KillPattern BY_LABEL = KillPattern.label("app", "billing");

  private final KillCore core = KillCore.builder().hostRunsAgent().maxSessions(1).build();
  private final SessionStore store = TestCores.inside(core).sessions.store();

  @AfterEach
  void close() {
    core.close();
  }

  /** The next session in the slot of one that has got labels since its end. */
  private Session openAfterAStaleRelabel() {
    final Session ended = core.startSession(ANN);
    final long handle = ((SessionImpl) ended).handle();
    ended.end();
    Session next = core.startSession(ANN);
    while (Handle.slot(((SessionImpl) next).handle()) != Handle.slot(handle)) {
      next.end();
      next = core.startSession(ANN);
    }
    store.labels.label(Carrier.ofSession(Handle.slot(handle), Handle.generation(handle)), BILLING);
    return next;
  }

  @Test
  void shouldNotReachTheNextSessionInTheSlot() {
    final Operation operation = openAfterAStaleRelabel().begin("x");
    assertEquals(0, core.kill(BY_LABEL).operationsKilled());
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldNotCountTheNextSessionInTheSlot() {
    openAfterAStaleRelabel();
    final KillReport report = core.kill(BY_LABEL);
    assertEquals(0, report.sessionsMatched());
  }
}
