package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.server.QuellServer;
import dev.quell.server.ServerOptions;
import dev.quell.server.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More work than a whole server has workers for. */
class WaitingWorkTest {
  private final List<RawClient> clients = new ArrayList<>();
  private QuellServer server;

  @AfterEach
  void close() throws IOException {
    for (final RawClient each : clients) {
      each.close();
    }
    server.close();
  }

  private void start(final int workers) throws Exception {
    server = new QuellServer(ServerOptions.builder().port(0).testCommands(true).workers(workers).build()).start();
  }

  private RawClient client() throws IOException {
    final RawClient client = new RawClient(server.port());
    clients.add(client);
    return client;
  }

  private static String lsid(final UUID id) {
    return ", lsid: {id: {$uuid: '" + id + "'}}";
  }

  private void awaitBegun(final long count) {
    while (server.core().operations().count() != count) {
      Thread.onSpinWait();
    }
  }

  /** The only worker sleeps; until it does, it might begin with what another connection sends afterwards. */
  private void occupyTheWorker(final RawClient busy) throws IOException {
    busy.command(0, "{sleep: 1, millis: 3600000, $db: 'admin'}");
    final RawClient looks = client();
    while (looks.run("{currentOp: 1, 'command.sleep': 1, waitingForWorker: false, $db: 'admin'}")
        .getArray("inprog").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldKillWhatRunsAndWhatWaitsAlike() throws Exception {
    start(ServerOptions.DEFAULT_WORKERS);
    final RawClient killer = client();
    for (int i = 0; i < 400; i++) {
      client().command(0, "{sleep: 1, millis: 3600000, $db: 'admin'" + lsid(UUID.randomUUID()) + "}");
    }
    awaitBegun(400);
    final BsonDocument reply = killer.run("{killAllSessionsByPattern: [{}], report: true, $db: 'admin'}");
    assertEquals(400, reply.getDocument("report").getNumber("operationsKilled").longValue());
    for (final RawClient each : clients.subList(1, clients.size())) {
      assertEquals(11601, each.read().code());
    }
    assertEquals(0, server.core().operations().count());
  }

  @Test
  void shouldNeverInsertWhatWasKilledWhileItWaited() throws Exception {
    start(1);
    final RawClient busy = client();
    final RawClient writer = client();
    final RawClient killer = client();
    occupyTheWorker(busy);
    final UUID id = UUID.randomUUID();
    writer.command(0, "{insert: 'c', documents: [{_id: 1}], $db: 'd'" + lsid(id) + "}");
    awaitBegun(2);
    killer.run("{killAllSessionsByPattern: [{lsid: {id: {$uuid: '" + id + "'}}}], $db: 'admin'}");
    assertEquals(11601, writer.read().code());
    final int opid = server.core().operations().findFirst().orElseThrow().id();
    killer.run("{killOp: 1, op: " + opid + ", $db: 'admin'}");
    assertEquals(11601, busy.read().code());
    assertEquals(0, writer.run("{count: 'c', $db: 'd'}").getNumber("n").intValue());
  }

  @Test
  void shouldCountTheTimeThatACommandWaits() throws Exception {
    start(1);
    final RawClient busy = client();
    occupyTheWorker(busy);
    assertEquals(50, client().run("{find: 'c', maxTimeMS: 20, $db: 'd'}").getInt32("code").getValue());
    assertEquals(1, server.core().operations().count()); // the sleep still goes on
  }

  /** What it has freed is there for the one behind it. */
  @Test
  void shouldOpenASessionBehindTheEndOfAnother() throws Exception {
    server = new QuellServer(ServerOptions.builder().port(0).maxSessions(1).build()).start();
    final RawClient client = client();
    final UUID first = UUID.randomUUID();
    final String count = "{count: 'c', $db: 'd'";
    client.run(count + lsid(first) + "}");
    final ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(Frames.msg(7, 0, "{endSessions: [{id: {$uuid: '" + first + "'}}], $db: 'admin'}"));
    both.writeBytes(Frames.msg(8, 0, count + lsid(UUID.randomUUID()) + "}"));
    client.send(both.toByteArray());
    assertEquals(1, client.read().ok());
    assertEquals(1, client.read().ok());
  }
}
