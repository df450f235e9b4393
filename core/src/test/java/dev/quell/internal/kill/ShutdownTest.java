package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.Owner;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final LiveContext context = new LiveContext(new CoreClock(System::nanoTime, 0), 64, new Random(1)::nextLong, e -> {});
  private final LiveSessions sessions = new LiveSessions(context, 64, Long.MAX_VALUE, false);
  private final Owner owner = Owner.of("ann", "db");

  /** The thread that begins stands still after its compare-and-set, and has not left its object in the slot yet. */
  @Test
  void shouldKillOperationWhoseBeginHasNotReturned() {
    sessions.findOrOpen(1, 1, owner);
    final long handle = sessions.find(1, 1, owner.uid());
    final Segment segment = sessions.slots().segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final long idle = segment.operationWordAcquire(offset);
    assertTrue(segment.casOperationWord(offset, idle, OperationWord.begun(idle, true)));

    context.close();
    new Kills(context).killAtShutdown();

    final int number = OperationWord.cause(segment.operationWordAcquire(offset));
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, context.ledger.get(number).cause().code());
  }
}
