package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.TestCores;
import dev.quell.internal.Core;
import dev.quell.internal.session.SessionImpl;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Core inside = TestCores.inside(core);
  private final Owner owner = Owner.of("ann", "db");

  /** The thread that begins stands still after its compare-and-set, and has not left its object in the slot yet. */
  @Test
  void shouldKillOperationWhoseBeginHasNotReturned() {
    final long handle = ((SessionImpl) core.session(1, 1, owner)).handle();
    final Segment<?, ?, ?> segment = inside.sessions.slots().segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final long idle = segment.killWordAcquire(offset);
    assertTrue(KillWords.begin(segment.words(), offset, idle, KillWord.begun(idle, true)));

    core.close();

    final int number = KillWord.cause(segment.killWordAcquire(offset));
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, inside.claims.ledger.get(number).cause().code());
  }
}
