package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Session;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A poll by a thread that is not the user's, which ends the run and stands still in the middle of the next begin: the
 * word's array is of the next run, the place in it of the last.
 */
class ForeignPollTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final OperationImpl operation = (OperationImpl) core.operation();

  @BeforeEach
  void standInTheMiddleOfABegin() {
    Session session;
    long id = 0;
    do {
      session = core.session(new UUID(1, ++id), Owner.of("ann", "db"));
      session.begin(operation);
      operation.close();
    } while (operation.index == 0);
    operation.starting();
    operation.words = new long[1];
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void shouldSayThatItIsNotKilled() {
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldSayThatItDoesNotRun() {
    assertThrows(IllegalStateException.class, operation::check);
  }
}
