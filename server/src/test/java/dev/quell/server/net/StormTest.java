package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.OperationInfo;
import dev.quell.server.net.StormBooks.Kill;
import dev.quell.server.net.StormBooks.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that send one request or many at a time, small and large, and go in the middle; kills by session, of
 * everything, by number, by deadline; administration and listings: from a seed, all at once. {@link StormBooks} then
 * finds out whether anything was done that a kill should have ended, or twice, or answered wrongly.
 */
class StormTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 120;
  private static final int KILLERS = 2;
  private static final int LARGE = 70_000;

  private final StormBooks books = new StormBooks();
  private final AtomicInteger atWork = new AtomicInteger(CLIENTS);
  private Rig rig;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 3", "2, 4", "256, 5", "256, 6", "0, 7", "0, 8"})
  void shouldNeverAcknowledgeWhatWasSentBeforeAKillAndDoneAfterIt(final int workers, final int seed) throws Exception {
    rig = new Rig(options -> workers == 0 ? options : options.withPlatformWorkers(workers));
    rig.onTask = books::done;
    rig.onTaken = books::taken;
    final ExecutorService threads = Executors.newCachedThreadPool();
    try {
      final List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        final Random random = new Random(seed * 1_000L + i);
        all.add(() -> work(random));
      }
      for (int i = 0; i < KILLERS; i++) {
        final Random random = new Random(seed * 1_000L + 500 + i);
        all.add(() -> kill(random));
      }
      final Random other = new Random(seed * 1_000L + 900);
      all.add(() -> administer(other));
      for (final Future<Void> each : threads.invokeAll(all, 5, TimeUnit.MINUTES)) {
        each.get();
      }
      rig.awaitBegun(0);
      books.check();
      assertTrue(books.killed() > 0, "nothing was killed");
    } finally {
      threads.shutdownNow();
      rig.close();
    }
    assertEquals(0, rig.core.operations().count());
  }

  // ---- clients

  private Void work(final Random random) throws IOException {
    final UUID session = books.session();
    RawClient client = rig.client();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        final int many = random.nextInt(4) == 0 ? 2 + random.nextInt(12) : 1;
        final List<Request> sent = new ArrayList<>();
        boolean large = false;
        for (int i = 0; i < many; i++) {
          large |= random.nextInt(20) == 0; // what comes behind one waits until that has been read
          sent.add(send(client, session, large, random));
        }
        if (random.nextInt(12) == 0) {
          client.close();
          client = rig.client();
        } else {
          for (final Request request : sent) {
            books.answered(request, client.read());
          }
        }
      }
    } finally {
      atWork.decrementAndGet();
      client.close();
    }
    return null;
  }

  private Request send(final RawClient client, final UUID session, final boolean large, final Random random)
      throws IOException {
    final Request request = books.request(session, large);
    final String lasts = random.nextInt(3) == 0 ? ", millis: " + random.nextInt(8)
        : random.nextInt(6) == 0 ? ", lane: '" + (random.nextBoolean() ? "CONTROL" : "LISTING") + "'" : "";
    final String limit = random.nextInt(10) == 0 ? ", maxTimeMS: " + (1 + random.nextInt(5)) : "";
    final String text = large ? ", x: '" + "x".repeat(LARGE) + "'" : "";
    final String lingers = random.nextInt(3) == 0 ? ", linger: " + random.nextInt(300) : "";
    request.sending(client.command(0, "{task: " + request.number() + lasts + lingers + limit + text
        + ", lsid: {id: {$uuid: '" + session + "'}}, $db: 'd'}"));
    return request;
  }

  // ---- those who kill, and those who look on

  private Void kill(final Random random) throws IOException {
    try (RawClient killer = rig.client()) {
      while (atWork.get() > 0) {
        switch (random.nextInt(8)) {
          case 0 -> kill(killer, new Kill(null), "");
          case 1 -> rig.core.operations().skip(random.nextInt(4)).findFirst().map(OperationInfo::id)
              .ifPresent(id -> rig.core.killOperation(id, KillCode.INTERRUPTED, "", ""));
          case 2 -> rig.core.kill(KillPattern.label("client", "127.0.0.1"));
          default -> {
            final UUID session = books.anySession(random);
            kill(killer, new Kill(session), "session: {$uuid: '" + session + "'}, ");
          }
        }
        pause(random);
      }
    }
    return null;
  }

  private void kill(final RawClient killer, final Kill kill, final String target) throws IOException {
    kill.call();
    final BsonDocument reply = killer.run("{killAllSessionsByPattern: [], " + target + "$db: 'admin'}");
    kill.returned();
    if (reply.getDouble("ok").getValue() == 1) {
      books.add(kill);
    } else { // the other one has killed it by its number
      assertEquals(11601, reply.getInt32("code").getValue());
    }
  }

  private static void pause(final Random random) {
    final long until = System.nanoTime() + random.nextInt(3_000_000);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private Void administer(final Random random) throws IOException {
    try (RawClient operator = rig.client()) {
      while (atWork.get() > 0) {
        final String command = switch (random.nextInt(4)) {
          case 0 -> "{administer: 1, $db: 'admin'}";
          case 1 -> "{aggregate: 1, pipeline: [{$currentOp: {}}], $db: 'admin'}";
          case 2 -> "{nope: 1, $db: 'admin'}";
          default -> "{ping: 1, $db: 'admin'}";
        };
        final BsonDocument reply = operator.run(command);
        final int code = reply.containsKey("code") ? reply.getInt32("code").getValue() : 0;
        // a kill by label hits all that comes from this machine
        assertTrue(code == 11601 || code == (command.startsWith("{nope") ? 59 : 0), () -> command + " -> " + reply);
        pause(random);
      }
    }
    return null;
  }
}
