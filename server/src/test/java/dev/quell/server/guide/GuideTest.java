package dev.quell.server.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import dev.quell.Owner;
import dev.quell.Pin;
import dev.quell.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The samples of docs/library.md for asynchronous hosts and for a JDBC gateway, as they stand there. */
class GuideTest {
  private static final UUID LSID = new UUID(1, 1);

  private final KillCore core = KillCore.create();
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final CompletableFuture<String> orders = new CompletableFuture<>();
  private final Client client = new Client(Owner.of("alice", "app"));
  private final List<String> sent = new ArrayList<>();

  @AfterEach
  void close() {
    core.close();
    pool.shutdownNow();
  }

  private static final class Client {
    private final Owner owner;
    private Runnable disconnect = () -> {};

    Client(final Owner owner) {
      this.owner = owner;
    }

    Owner owner() {
      return owner;
    }

    void onDisconnect(final Runnable handler) {
      disconnect = handler;
    }
  }

  private CompletableFuture<String> fetchOrders() {
    return orders;
  }

  private void send(final String row) {
    sent.add(row);
  }

  // ---- asynchronous hosts

  CompletableFuture<String> handle(final Client client, final UUID lsid) {
    final Operation op = core.session(lsid, client.owner()).begin("GET /orders"); // the owner was made at login
    final OperationRef ref = op.ref();
    client.onDisconnect(() -> ref.kill(KillCode.CLIENT_DISCONNECT, "client went away", "")); // this run or nothing
    final CompletableFuture<String> reply = fetchOrders();
    op.onKill(cause -> reply.completeExceptionally(new OperationKilledException(cause)), pool);
    return reply.whenComplete((orders, failure) -> op.close());
  }

  CompletionStage<KillReport> logOut(final Owner owner) { // nobody waits for the victims
    return core.kill(KillPattern.owner(owner.uid())).whenStopped();
  }

  @Test
  void shouldReply() {
    final CompletableFuture<String> reply = handle(client, LSID);
    orders.complete("12 orders");
    assertEquals("12 orders", reply.join());
    assertEquals(0, core.operations().count());
    client.disconnect.run(); // too late
  }

  @Test
  void shouldFailTheReplyOfAClientThatHasGone() {
    final CompletableFuture<String> reply = handle(client, LSID);
    client.disconnect.run();
    final CompletionException failure = assertThrows(CompletionException.class, reply::join);
    assertEquals(KillCode.CLIENT_DISCONNECT, ((OperationKilledException) failure.getCause()).code());
    assertEquals(0, core.operations().count());
  }

  @Test
  void shouldLogOut() {
    final CompletableFuture<String> reply = handle(client, LSID);
    final KillReport report = logOut(client.owner()).toCompletableFuture().join();
    assertEquals(1, report.operationsKilled());
    assertEquals(0, report.pending());
    assertTrue(reply.isCompletedExceptionally());
  }

  // ---- a JDBC gateway

  void query(final Operation op, final Session session, final String sql, final Connection db) throws SQLException {
    session.begin(op, sql);
    try (Statement statement = db.createStatement()) {
      final Semaphore usable = new Semaphore(1); // taken by whichever comes first: the cancel, or the end of the query
      op.onKill(cause -> cancel(statement, usable), pool);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          op.check();
          send(rows.getString(1));
        }
      } catch (final SQLException e) {
        if (op.isKilled()) {
          throw op.killed(e); // the client hears of the kill, and the log of both
        }
        throw e;
      } finally {
        usable.acquireUninterruptibly(); // no cancel goes on or begins: the connection goes back clean
      }
    } finally {
      op.close();
    }
  }

  void cancel(final Statement statement, final Semaphore usable) {
    if (usable.tryAcquire()) {
      try {
        statement.cancel(); // may block: hence the executor
      } catch (final SQLException e) {
        throw new AssertionError(e);
      } finally {
        usable.release();
      }
    }
  }

  long open(final Session session, final Operation op, final ResultSet rows) { // rows stay open after this request
    op.check();
    return session.openCursor(rows).id();
  }

  void fetch(final Session session, final Operation op, final long id) throws SQLException {
    final Cursor<?> cursor = session.findCursor(id).orElseThrow(() -> CursorException.notFound(id));
    try (Pin<?> pin = cursor.use(op)) { // a kill does not close the rows under the fetch
      final ResultSet rows = (ResultSet) pin.resource();
      for (int row = 0; row < 100 && rows.next(); row++) {
        op.check();
        send(rows.getString(1));
      }
    }
  }

  /** A driver with a thousand rows that waits at the third until it is cancelled, if it is to. */
  private final class Driver implements InvocationHandler {
    private final CompletableFuture<Void> waits = new CompletableFuture<>();
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final boolean blocks;
    private int row;

    Driver(final boolean blocks) {
      this.blocks = blocks;
    }

    <T> T as(final Class<T> type) {
      return type.cast(Proxy.newProxyInstance(GuideTest.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    public Object invoke(final Object proxy, final Method method, final Object[] arguments)
        throws SQLException {
      return switch (method.getName()) {
        case "createStatement" -> as(Statement.class);
        case "executeQuery" -> as(ResultSet.class);
        case "next" -> next();
        case "getString" -> "row " + row;
        case "cancel" -> done(cancelled);
        case "close" -> done(closed);
        case "hashCode" -> System.identityHashCode(proxy);
        case "equals" -> proxy == arguments[0];
        default -> throw new UnsupportedOperationException(method.toString());
      };
    }

    private static Object done(final CompletableFuture<Void> what) {
      what.complete(null);
      return null; // as a method without a result does
    }

    private boolean next() throws SQLException {
      if (blocks && ++row == 3) {
        waits.complete(null);
        cancelled.join();
        throw new SQLException("statement was cancelled");
      }
      return blocks || ++row <= 1_000;
    }
  }

  @Test
  void shouldCancelTheStatementOfAKilledQuery() {
    final Driver driver = new Driver(true);
    final Session session = core.session(LSID, client.owner());
    final CompletableFuture<Void> killer =
        driver.waits.thenRunAsync(() -> core.kill(KillPattern.session(LSID)), pool);
    final OperationKilledException killed =
        assertThrows(
            OperationKilledException.class,
            () -> query(core.operation(), session, "SELECT", driver.as(Connection.class)));
    killer.join();
    assertEquals("statement was cancelled", killed.getCause().getMessage());
    assertEquals(List.of("row 1", "row 2"), sent);
  }

  @Test
  void shouldFetchInPiecesAndFromOnesOwnSessionOnly() throws SQLException {
    final Driver driver = new Driver(false);
    final Session session = core.session(LSID, client.owner());
    final Operation op = session.begin("FETCH");
    final long id = open(session, op, driver.as(ResultSet.class));
    fetch(session, op, id);
    fetch(session, op, id);
    assertEquals(200, sent.size());
    final Session other = core.session(LSID, Owner.of("bob", "app"));
    assertThrows(CursorException.class, () -> fetch(other, op, id));
    assertFalse(driver.closed.isDone());
    core.killCursor(id, "", "");
    driver.closed.join();
    assertThrows(CursorException.class, () -> fetch(session, op, id));
    assertSame(client.owner(), session.owner());
  }
}
