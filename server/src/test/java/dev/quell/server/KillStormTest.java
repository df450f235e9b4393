package dev.quell.server;

import static dev.quell.server.TestServer.codeOf;
import static dev.quell.server.TestServer.fill;
import static dev.quell.server.TestServer.id;
import static dev.quell.server.TestServer.orders;
import static dev.quell.server.TestServer.uid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import dev.quell.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dozens of clients at work while kills rain: victims are told, bystanders are not, and the counts add up. */
final class KillStormTest {
  private static final int VICTIM_USERS = 8;
  private static final int THREADS_PER_USER = 3;
  private static final int BYSTANDERS = 8;
  private static final int KILLERS = 4;
  private static final int ROUNDS = 12;
  private static final int DOCUMENTS = 60;
  private static final Set<Integer> CODES = Set.of(11601, 237, 43);

  private TestServer server;
  private final List<Victim> victims = new ArrayList<>();
  private final List<MongoClient> bystanders = new ArrayList<>();
  private final AtomicInteger atWork = new AtomicInteger();
  private final TreeMap<Integer, LongAdder> seen = new TreeMap<>();
  private final Set<String> faults = ConcurrentHashMap.newKeySet();
  private final LongAdder operationsReported = new LongAdder();
  private final LongAdder cursorsReported = new LongAdder();

  /** A thread of a user, in a session of its own. */
  private record Victim(String user, MongoClient client, ClientSession session) {}

  @BeforeEach
  void start() throws StartException {
    server = TestServer.withUsers();
    final MongoClient root = server.login("root", "admin");
    fill(root, DOCUMENTS);
    for (int i = 0; i < VICTIM_USERS; i++) {
      final String user = "victim" + i;
      server.run(root, "app", "{createUser: '" + user + "', pwd: 'secret', roles: ['readWrite']}");
      final MongoClient client = server.login(user, "app");
      for (int j = 0; j < THREADS_PER_USER; j++) {
        victims.add(new Victim(user, client, client.startSession()));
      }
    }
    server.run(root, "app", "{createUser: 'bystander', pwd: 'secret', roles: ['read']}");
    for (int i = 0; i < BYSTANDERS; i++) {
      bystanders.add(server.login("bystander", "app"));
    }
    CODES.forEach(code -> seen.put(code, new LongAdder()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldKillVictimsAndSpareBystanders() throws Exception {
    storm(true, "{killAllSessionsByPattern: [{$uid}]}", "{killAllSessionsByPattern: [{lsid: {$id}}]}",
        "{killAllSessionsByPattern: [{lsid: {$id, $uid}}]}", "{killAllSessionsByPattern: [{users: [$user]}]}",
        "{killAllSessionsByPattern: [{roles: [{role: 'readWrite', db: 'app'}]}]}",
        "{killAllSessionsByPattern: [{$uid, roles: [{role: 'readWrite', db: 'app'}]}, {lsid: {$id}}]}",
        "{killAllSessions: [$user]}", "{killSessions: [{$id, $uid}]}");
  }

  @Test
  void shouldCountWhatKillsOfEverythingKill() throws Exception {
    storm(false, "{killAllSessionsByPattern: []}", "{killAllSessionsByPattern: [{}]}", "{killAllSessions: []}",
        "{killAllSessionsByPattern: [{$uid}]}");
  }

  private void storm(final boolean withBystanders, final String... kills) throws Exception {
    final Telemetry before = server.server.core().telemetry();
    final int clients = victims.size() + (withBystanders ? bystanders.size() : 0) + KILLERS;
    final ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      atWork.set(victims.size());
      final List<Callable<Void>> all = new ArrayList<>();
      victims.forEach(victim -> all.add(() -> suffer(victim)));
      for (int i = 0; i < KILLERS; i++) {
        final Random random = new Random(i);
        all.add(() -> kill(random, kills));
      }
      if (withBystanders) {
        bystanders.forEach(client -> all.add(() -> goOn(client)));
      }
      for (final Future<Void> each : threads.invokeAll(all, 110, TimeUnit.SECONDS)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    check(before);
  }

  /** In turn reads all there is, and sleeps until it is killed. */
  private Void suffer(final Victim victim) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        final int read = codeOf(() -> readAll(victim.client(), victim.session()));
        if (read != 0) {
          note(victim, read, CODES);
        }
        note(victim, codeOf(() -> victim.client().getDatabase("admin")
            .runCommand(victim.session(), new Document("sleep", 1).append("secs", 3_600))), Set.of(11601));
      }
    } finally {
      atWork.decrementAndGet();
    }
    return null;
  }

  private void note(final Victim victim, final int code, final Set<Integer> expected) {
    if (expected.contains(code)) {
      seen.get(code).increment();
    } else {
      faults.add(victim.user() + " saw " + code + ", expected one of " + expected);
    }
  }

  private static int readAll(final MongoClient client, final ClientSession session) {
    int read = 0;
    for (final Document document : orders(client).find(session).batchSize(2)) {
      read += document.isEmpty() ? 0 : 1;
    }
    return read;
  }

  /** As long as there is anybody to kill. */
  private Void kill(final Random random, final String... kills) {
    final MongoClient killer = server.login("warden", "admin");
    while (atWork.get() > 0) {
      final Victim victim = victims.get(random.nextInt(victims.size()));
      final String command = kills[random.nextInt(kills.length)]
          .replace("$uid", uid(victim.user(), "app"))
          .replace("$id", id(victim.session()))
          .replace("$user", "{user: '" + victim.user() + "', db: 'app'}");
      final Document report = killer.getDatabase("admin")
          .runCommand(Document.parse(command).append("report", true))
          .get("report", Document.class);
      operationsReported.add(report.getLong("operationsKilled"));
      cursorsReported.add(report.getLong("cursorsKilled"));
    }
    return null;
  }

  /** Reads as long as there are kills, and is never told of one. */
  private Void goOn(final MongoClient client) {
    try (ClientSession session = client.startSession()) {
      do {
        final int read = readAll(client, session);
        if (read != DOCUMENTS) {
          faults.add("a bystander read " + read);
        }
      } while (atWork.get() > 0);
    }
    return null;
  }

  private void check(final Telemetry before) {
    assertEquals(Set.of(), faults);
    final Telemetry after = server.server.core().telemetry();
    final long operations = after.operationsKilled() - before.operationsKilled();
    final long cursors = after.cursorsKilled() - before.cursorsKilled();
    assertEquals(operationsReported.sum(), operations, "operations reported and counted");
    assertEquals(cursorsReported.sum(), cursors, "cursors reported and counted");
    // One that was killed after its last poll has ended well, and its client knows nothing of it.
    final long told = seen.get(11601).sum() + seen.get(237).sum();
    assertTrue(told >= (long) ROUNDS * victims.size() && told <= operations, () -> told + " told of " + operations);
    final long lost = seen.get(43).sum();
    assertTrue(lost <= cursors, () -> lost + " lost of " + cursors);
    // The drivers let go of what was killed.
    TestServer.await(() -> server.server.core().cursors().count() == 0);
    assertEquals(0, server.running("sleep"));
  }
}
