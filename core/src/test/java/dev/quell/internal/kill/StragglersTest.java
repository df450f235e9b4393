package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillCore;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.TestCores;
import dev.quell.internal.Core;
import dev.quell.internal.claim.KillRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class StragglersTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Core inside = TestCores.inside(core);
  private final Session session = core.session(1, 1, Owner.of("ann", "db"));
  private final Operation operation = core.operation();

  /** The last victim stops while its kill looks for stragglers, and the number goes to another kill. */
  @Test
  void shouldNotTakeAnotherKillsVictimForItsOwn() {
    final KillRecord first = killed();
    KillRecord next;
    do {
      operation.close();
      next = killed();
    } while (next.index() != first.index());

    assertEquals(List.of(), new Stragglers(inside.operations).of(first, 0));
  }

  private KillRecord killed() {
    session.begin(operation);
    final Kill kill = new Kill(inside.claims, KillRequest.of());
    new SessionWalker(inside.sessions.store(), new Selector[] {Selector.EVERYTHING}, kill).walk();
    kill.finish();
    return kill.record();
  }
}
