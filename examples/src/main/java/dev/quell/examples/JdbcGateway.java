package dev.quell.examples;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.QuellException;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.jdbc.KillableJdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.h2.jdbcx.JdbcConnectionPool;

/** A gateway that runs its clients' SQL: a kill cancels the statement in the database, here H2. */
public final class JdbcGateway implements AutoCloseable {
  /** Takes H2 hours. */
  private static final String SLOW =
      "SELECT SUM(a.X + b.X) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b";

  private final KillCore core = KillCore.create();
  private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1", "sa", "");
  private final KillableJdbc jdbc = KillableJdbc.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private JdbcGateway() {
    pool.setLoginTimeout(5); // seconds: H2's pool, unlike HikariCP, waits on when a kill interrupts it
  }

  /** What the gateway keeps of a client from login on. */
  private record Client(Owner owner, UUID lsid, Labels labels) {
    Client(final String user, final String role, final String app) {
      this(Owner.of(user, "shop", Role.of(role, "shop")), UUID.randomUUID(), Labels.of("app", app));
    }
  }

  private Session session(final Client client) {
    return core.session(client.lsid(), client.owner(), client.labels());
  }

  /** Runs a query. Its operation begins when it is received, so a kill reaches it also while it waits for a thread. */
  private Future<String> query(final Client client, final String sql) {
    final Operation op = session(client).begin(sql);
    try {
      return threads.submit(() -> run(op, sql));
    } catch (final RejectedExecutionException e) {
      op.close(); // no task will
      throw e;
    }
  }

  private String run(final Operation op, final String sql) throws Exception {
    try (op;
        Connection db = op.interruptibly(pool::getConnection); // a kill is heard while it waits
        PreparedStatement query = db.prepareStatement(sql)) {
      query.setQueryTimeout(600); // a deadline of the operation, too
      return jdbc.call(op, query, q -> {
        try (ResultSet rows = q.executeQuery()) {
          return firstOf(rows);
        }
      });
    }
  }

  /** Opens a result that outlives its operation: the client fetches from it by its id. */
  private long open(final Client client, final String sql) throws SQLException {
    try (Operation op = session(client).begin(sql)) {
      return jdbc.openCursor(op, pool, db -> db.prepareStatement(sql)).id();
    }
  }

  /** The next row of a result of this client; nobody else's is found. */
  private String fetch(final Client client, final long id) throws SQLException {
    final Session session = session(client);
    try (Operation op = session.begin("fetch")) {
      final Cursor<?> cursor = session.findCursor(id).orElseThrow(() -> CursorException.notFound(id));
      return jdbc.fetch(op, cursor, JdbcGateway::firstOf);
    }
  }

  private static String firstOf(final ResultSet rows) throws SQLException {
    return rows.next() ? rows.getString(1) : "no rows";
  }

  private void kill(final String what, final KillPattern pattern) throws InterruptedException {
    final KillReport report = core.kill(KillRequest.of(pattern).reason("too slow").by("dave"));
    System.out.println(
        "kill " + what + ": operations " + report.operationsKilled() + ", cursors " + report.cursorsKilled());
    report.await(Duration.ofMinutes(1)); // until the database has stopped them
  }

  @Override
  public void close() {
    core.close(); // kills what still runs, and closes the cursors
    threads.shutdown();
    pool.dispose();
  }

  public static void main(final String[] args) throws Exception {
    final Client alice = new Client("alice", "clerk", "web");
    final Client bob = new Client("bob", "auditor", "web");
    final Client carol = new Client("carol", "clerk", "cron");
    try (JdbcGateway gateway = new JdbcGateway()) {
      final Future<String> slowOfAlice = gateway.query(alice, SLOW);
      final Future<String> slowOfBob = gateway.query(bob, SLOW);
      final Future<String> slowOfCarol = gateway.query(carol, SLOW);
      final long page = gateway.open(carol, "SELECT X FROM SYSTEM_RANGE(1, 1000)");
      System.out.println("carol fetches " + gateway.fetch(carol, page) + " and " + gateway.fetch(carol, page));

      gateway.kill("owner alice", KillPattern.owner(alice.owner().uid()));
      System.out.println("  alice sees " + seen(slowOfAlice));
      gateway.kill("role auditor", KillPattern.roles(Role.of("auditor", "shop")));
      System.out.println("  bob sees " + seen(slowOfBob));
      gateway.kill("app cron", KillPattern.label("app", "cron"));
      System.out.println("  carol sees " + seen(slowOfCarol));
      try {
        gateway.fetch(carol, page);
      } catch (final CursorException e) {
        System.out.println("  and " + e.codeName() + " when she fetches");
      }
      System.out.println("alice counts to " + gateway.query(alice, "SELECT MAX(X) FROM SYSTEM_RANGE(1, 3)").get());
    }
  }

  private static String seen(final Future<String> query) throws InterruptedException {
    try {
      return query.get();
    } catch (final ExecutionException e) {
      return e.getCause() instanceof QuellException told ? told.codeName() + ": " + told.getMessage() : e.toString();
    }
  }
}
