package dev.quell.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.CursorException;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The JDBC gateway of docs/library.md, as it stands there. */
final class JdbcGatewayTest {

  @Test
  void shouldCancelTheStatementOfAKilledQuery() throws Exception {
    try (GatewayFrame gateway = Compiled.newInstance(GatewayFrame.class, 0)) {
      final FakeDriver driver = new FakeDriver(true);
      gateway.dataSource = driver::connection;
      final CompletableFuture<Void> killer =
          driver.waits.thenRunAsync(() -> gateway.core.kill(KillPattern.session(gateway.lsid)), gateway.pool);
      final OperationKilledException killed = assertThrows(
          OperationKilledException.class,
          () -> gateway.query(gateway.core.operation(), gateway.session, "SELECT"));
      killer.join();
      assertEquals("statement was cancelled", killed.getCause().getMessage());
      assertEquals(List.of("row 1", "row 2"), gateway.sent);
      assertEquals(List.of(), gateway.logged);
    }
  }

  @Test
  void shouldFetchInPiecesAndFromOnesOwnSessionOnly() throws Exception {
    try (GatewayFrame gateway = Compiled.newInstance(GatewayFrame.class, 1)) {
      final FakeDriver driver = new FakeDriver(false);
      final Session session = gateway.session;
      final Operation op = session.begin("FETCH");
      final long id = gateway.open(session, op, driver.rows());
      gateway.fetch(session, op, id);
      gateway.fetch(session, op, id);
      assertEquals(200, gateway.sent.size());
      final Session other = gateway.core.session(gateway.lsid, Owner.of("carol", "app"));
      assertThrows(CursorException.class, () -> gateway.fetch(other, op, id));
      assertFalse(driver.closed.isDone());
      gateway.core.killCursor(id, "", "");
      driver.closed.join();
      assertThrows(CursorException.class, () -> gateway.fetch(session, op, id));
    }
  }
}
