package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.Owner;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.session.Sessions;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final Services context = new Services(new CoreClock(System::nanoTime, 0), 64, new Random(1)::nextLong, e -> {});
  private final Sessions sessions = new Sessions(context, 64, Long.MAX_VALUE, false);
  private final Owner owner = Owner.of("ann", "db");

  /** The thread that begins stands still after its compare-and-set, and has not left its object in the slot yet. */
  @Test
  void shouldKillOperationWhoseBeginHasNotReturned() {
    sessions.findOrOpen(1, 1, owner);
    final long handle = sessions.find(1, 1, owner.uid());
    final Segment segment = sessions.slots().segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final long idle = segment.operationWordAcquire(offset);
    assertTrue(segment.casOperationWord(offset, idle, KillWord.begun(idle, true)));

    context.close();
    new Kills(context).killAtShutdown();

    final int number = KillWord.cause(segment.operationWordAcquire(offset));
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, context.ledger.get(number).cause().code());
  }
}
