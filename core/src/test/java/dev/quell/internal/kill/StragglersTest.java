package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.session.Sessions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StragglersTest {
  private final Services context = new Services(new CoreClock(System::nanoTime, 0), 64, new Random(1)::nextLong, e -> {});
  private final Session session =
      new Sessions(context, 64, Long.MAX_VALUE, false).findOrOpen(1, 1, Owner.of("ann", "db"));
  private final Operation operation = new OperationImpl(context);

  /** The last victim stops while its kill looks for stragglers, and the number goes to another kill. */
  @Test
  void shouldNotTakeAnotherKillsVictimForItsOwn() {
    final Kill first = killed();
    Kill next;
    do {
      operation.close();
      next = killed();
    } while (next.index() != first.index());

    assertEquals(List.of(), Stragglers.of(context, first, 0));
  }

  private Kill killed() {
    session.begin(operation);
    return (Kill) new Kills(context).kill(KillRequest.of(KillPattern.all()));
  }
}
