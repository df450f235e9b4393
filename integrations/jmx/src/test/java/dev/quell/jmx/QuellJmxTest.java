package dev.quell.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Registration;
import dev.quell.Role;
import dev.quell.Session;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A console that is connected to the JVM through loopback. */
class QuellJmxTest {
  private static final Owner ALICE = Owner.of("alice", "app", Role.of("read", "app"));

  private static MBeanServer server;
  private static JMXConnectorServer listening;
  private static JMXConnector connector;
  private static MBeanServerConnection connection;

  private final KillCore core = KillCore.create();
  private KillCoreMXBean console;

  @BeforeAll
  @SuppressWarnings("BanJNDI") // both ends are here
  static void connect() throws Exception {
    System.setProperty("java.rmi.server.hostname", "127.0.0.1");
    server = MBeanServerFactory.newMBeanServer();
    listening =
        JMXConnectorServerFactory.newJMXConnectorServer(
            new JMXServiceURL("service:jmx:rmi://127.0.0.1"), null, server);
    listening.start();
    connector = JMXConnectorFactory.connect(listening.getAddress());
    connection = connector.getMBeanServerConnection();
  }

  @AfterAll
  static void disconnect() throws Exception {
    connector.close();
    listening.stop();
  }

  @BeforeEach
  void register() {
    QuellJmx.register(server, core, "orders", true);
    console = JMX.newMXBeanProxy(connection, QuellJmx.objectName("orders"), KillCoreMXBean.class);
  }

  @AfterEach
  void close() {
    core.close();
  }

  private static void assertKilled(final Operation operation, final int code, final String reason) {
    final OperationKilledException killed = assertThrows(OperationKilledException.class, operation::check);
    assertEquals(code, killed.code());
    assertEquals(reason, killed.killCause().reason());
    assertEquals("jmx", killed.killCause().by());
    operation.close();
  }

  @Test
  void shouldCount() {
    final Session session = core.startSession(ALICE);
    session.begin("find");
    session.openCursor(() -> {});

    assertEquals(1, console.getSessions());
    assertEquals(1, console.getOperationsRunning());
    assertEquals(1, console.getCursorsOpen());
    assertEquals(0, console.getOperationsKilled());
    assertEquals(0, console.getKillMicrosP99());
  }

  @Test
  void shouldListWhatRuns() {
    final UUID id = UUID.randomUUID();
    final Session session = core.session(id, ALICE, Labels.of("app", "billing"));
    final Operation operation = session.begin("find orders");
    core.begin("without a session");

    final List<OperationRow> all = console.listOperations("", 10);
    final List<OperationRow> billing = console.listOperations("{labels: {app=billing}}", 10);

    assertEquals(2, all.size());
    assertEquals(1, console.listOperations("", 1).size());
    assertEquals(1, billing.size());
    assertEquals(operation.id(), billing.get(0).getId());
    assertEquals("find orders", billing.get(0).getDescription());
    assertEquals(id + " " + ALICE.uid(), billing.get(0).getSession());
    assertEquals("", billing.get(0).getKilled());
    final SessionRow row = console.listSessions("{users: [alice@app]}", 10).get(0);
    assertEquals(id.toString(), row.getId());
    assertEquals("{app=billing}", row.getLabels());
    assertEquals(1, row.getOperations());
  }

  @Test
  void shouldCutLongTexts() {
    final Role[] roles = IntStream.range(0, 200).mapToObj(i -> Role.of("role " + i, "app")).toArray(Role[]::new);
    final Owner owner = Owner.of("alice", "app", roles);
    final Session session = core.startSession(owner);
    session.begin("x".repeat(1_000));
    core.begin("x".repeat(1_001));
    core.begin("x".repeat(999) + "\uD83D\uDE00"); // half a character would be no text

    final Set<String> descriptions =
        console.listOperations("", 10).stream().map(OperationRow::getDescription).collect(Collectors.toSet());

    assertEquals(Set.of("x".repeat(1_000), "x".repeat(1_000) + "...", "x".repeat(999) + "..."), descriptions);
    assertEquals(owner.toString().substring(0, 1_000) + "...", console.listSessions("", 10).get(0).getOwner());
  }

  @Test
  void shouldShowAConsoleWithoutQuellPlainData() throws Exception {
    core.begin("find");

    final CompositeData[] rows =
        (CompositeData[]) connection.invoke(
            QuellJmx.objectName("orders"), "listOperations", new Object[] {"", 5},
            new String[] {String.class.getName(), int.class.getName()});

    assertEquals("find", rows[0].get("description"));
  }

  @Test
  void shouldKillByPattern() {
    final Operation victim = core.startSession(ALICE).begin("find");
    final Operation other = core.startSession(Owner.of("bob", "app")).begin("find");

    final List<String> plan = console.explain("{users: [alice@app]}");
    final String done = console.kill("{users: [alice@app]}", "nightly purge");

    assertEquals("1 sessions, 1 operations, 0 cursors", plan.get(0));
    assertTrue(plan.get(1).contains("through OWNER"), plan::toString);
    assertTrue(done.startsWith("killed 1 operations and 0 cursors in 1 sessions"), done);
    assertTrue(done.endsWith("1 operations have not stopped yet"), done);
    assertKilled(victim, KillCode.INTERRUPTED, "nightly purge");
    assertFalse(other.isKilled());
  }

  @Test
  void shouldKillWhatRunsTooLong() {
    final Operation victim = core.startSession(ALICE).begin("find");

    final String none = console.killRunningFor("{}", 3_600, "too slow");
    final String done = console.killRunningFor("{users: [alice@app]}", 0, "too slow");

    assertTrue(none.startsWith("killed 0 operations"), none);
    assertTrue(done.startsWith("killed 1 operations"), done);
    assertKilled(victim, KillCode.INTERRUPTED, "too slow");
    assertThrows(IllegalArgumentException.class, () -> console.killRunningFor("{}", -1, ""));
    assertTrue(console.killRunningFor("{}", Long.MAX_VALUE, "").startsWith("killed 0 operations"));
  }

  @Test
  void shouldKillByIds() throws Exception {
    final Operation victim = core.begin("find");
    final CountDownLatch closed = new CountDownLatch(1);
    final Session session = core.startSession(ALICE);
    final Cursor<AutoCloseable> cursor = session.openCursor(closed::countDown);
    final Operation user = session.begin("getMore");
    cursor.pin(user);

    assertTrue(console.killOperation(victim.id(), "too slow"));
    assertFalse(console.killOperation(victim.id(), "too slow"));
    assertTrue(console.killCursor(cursor.id(), "too large"));
    assertFalse(console.killCursor(cursor.id(), ""));

    assertKilled(victim, KillCode.INTERRUPTED, "too slow");
    assertTrue(console.listCursors("", 10).get(0).isClosePending());
    cursor.unpin();
    assertKilled(user, KillCode.CURSOR_KILLED, "too large");
    assertTrue(closed.await(20, TimeUnit.SECONDS)); // the closer of the core does it
  }

  @Test
  void shouldShowADeadlineThatHasPassed() throws Exception {
    final Operation operation = core.begin("find").deadline(Duration.ZERO);
    assertThrows(OperationKilledException.class, () -> operation.await(() -> false, Duration.ofSeconds(20)));

    final OperationRow row = console.listOperations("", 10).get(0);

    assertEquals("operation exceeded time limit", row.getKilled());
  }

  @Test
  void shouldShowWhatAClientThatDisconnectedWasRunning() {
    final Operation operation = core.begin("find");
    operation.ref().kill(KillCode.CLIENT_DISCONNECT, "", "");

    assertTrue(console.listOperations("", 10).get(0).getKilled().contains("client disconnected"));
    operation.close();
    assertEquals(List.of(), console.listOperations("", 10));
  }

  @Test
  void shouldFailWithWhatEveryConsoleKnows() {
    final IllegalArgumentException empty =
        assertThrows(IllegalArgumentException.class, () -> console.kill("", "reason"));
    assertTrue(empty.getMessage().contains("write {} for everybody's work"), empty::getMessage);
    assertThrows(IllegalArgumentException.class, () -> console.explain("{users: [alice]}"));
    assertThrows(IllegalArgumentException.class, () -> console.listSessions("", 0));
    assertThrows(IllegalArgumentException.class, () -> console.listSessions("", 10_001));
    assertThrows(IllegalArgumentException.class, () -> console.killOperation(1, "x".repeat(1_001)));
    assertEquals(0, core.telemetry().kills());
  }

  @Test
  void shouldOnlyReadIfSoAsked() {
    QuellJmx.register(server, core, "for reading", false);
    final KillCoreMXBean reader =
        JMX.newMXBeanProxy(connection, QuellJmx.objectName("for reading"), KillCoreMXBean.class);
    final Operation operation = core.begin("find");

    assertFalse(reader.isKilling());
    assertEquals(1, reader.listOperations("", 10).size());
    assertThrows(UnsupportedOperationException.class, () -> reader.kill("{}", ""));
    assertThrows(UnsupportedOperationException.class, () -> reader.killRunningFor("{}", 1, ""));
    assertThrows(UnsupportedOperationException.class, () -> reader.killOperation(operation.id(), ""));
    assertThrows(UnsupportedOperationException.class, () -> reader.killCursor(1, ""));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldHaveABeanForEachCore() throws Exception {
    try (KillCore second = KillCore.create(); KillCore third = KillCore.create()) {
      final Registration users = QuellJmx.register(server, second, "users", true);
      second.begin("find");

      assertEquals(1, JMX.newMXBeanProxy(connection, QuellJmx.objectName("users"), KillCoreMXBean.class)
          .getOperationsRunning());
      assertEquals(0, console.getOperationsRunning());
      assertThrows(IllegalArgumentException.class, () -> QuellJmx.register(server, third, "users", true));

      users.close();
      QuellJmx.register(server, third, "users", true);
      users.close(); // does not take the other's bean back
      assertTrue(connection.isRegistered(QuellJmx.objectName("users")));
    }
  }

  @Test
  void shouldGoWithTheCore() throws Exception {
    core.begin("runs on");

    core.close();

    assertFalse(connection.isRegistered(QuellJmx.objectName("orders")));
    assertThrows(ClosedCoreException.class, () -> QuellJmx.register(server, core, "orders", true));
    assertFalse(connection.isRegistered(QuellJmx.objectName("orders")));
  }

  @Test
  void shouldSayThatTheCoreIsClosed() {
    final CoreBean kept = new CoreBean(core, true);
    core.close();

    assertEquals(
        "the kill core is closed", assertThrows(IllegalStateException.class, () -> kept.kill("{}", "")).getMessage());
  }

  @Test
  void shouldKillOnlyIfAskedFor() throws Exception {
    final MBeanServer platform = ManagementFactory.getPlatformMBeanServer();
    final ObjectName quoted = QuellJmx.objectName("in the platform, \"quoted\"");

    final Registration reads = QuellJmx.register(core, "in the platform, \"quoted\"");
    final Registration kills = QuellJmx.registerWithKills(core, "kills");

    assertEquals(false, platform.getAttribute(quoted, "Killing"));
    assertEquals(true, platform.getAttribute(QuellJmx.objectName("kills"), "Killing"));
    reads.close();
    kills.close();
    assertEquals(Set.of(), platform.queryNames(new ObjectName("dev.quell:*"), null));
  }

  @Test
  void shouldRefuseAnEmptyName() {
    assertThrows(IllegalArgumentException.class, () -> QuellJmx.register(core, ""));
  }
}
