package dev.quell.server.net;

import static dev.quell.server.wire.Frames.MORE_TO_COME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.Uid;
import dev.quell.command.OperationDetails;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for the one worker, which is busy as long as the test wants. */
class ReceivedIsBegunTest {
  private Rig rig;
  private RawClient busy;
  private RawClient client;

  /** What ends a request that waits. */
  enum End {
    SESSION_KILL(11601, "", core -> core.kill(KillPattern.session(LSID))),
    KILL_OF_EVERYTHING(11601, "", core -> core.kill(KillPattern.all())),
    KILL_BY_ID(11601, "",
        core -> core.killOperation(waiting(core).id(), KillCode.INTERRUPTED, "", "")),
    KILL_BY_LABEL(11601, "", core -> core.kill(KillRequest.of(KillPattern.label("client", "127.0.0.1")))),
    DEADLINE(50, ", maxTimeMS: 1", core -> {}),
    CLOSE(11600, "", KillCore::close);

    private final int code;
    private final String field;
    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<KillCore> way;

    End(final int code, final String field, final Consumer<KillCore> way) {
      this.code = code;
      this.field = field;
      this.way = way;
    }
  }

  private static final UUID LSID = new UUID(4, 4);

  @BeforeEach
  void open() throws Exception {
    rig = new Rig(options -> options.withPlatformWorkers(1));
    busy = rig.client();
    client = rig.client();
    busy.command(0, "{hold: 1, $db: 'd'}");
    rig.holding.acquire();
  }

  @AfterEach
  void close() throws IOException {
    rig.released.release(100);
    client.close();
    busy.close();
    rig.close();
    assertEquals(0, rig.core.operations().count());
  }

  private static String note(final String fields) {
    return "{note: 1, lsid: {id: {$uuid: '" + LSID + "'}}" + fields + ", $db: 'd'}";
  }

  private static OperationInfo waiting(final KillCore core) {
    return core.operations().filter(info -> info.description().startsWith("note")).findFirst().orElseThrow();
  }

  private static BsonDocument describe(final OperationInfo info) {
    return ((OperationDetails) info.source().orElseThrow()).describe();
  }

  @Test
  void shouldListWhatWaits() throws IOException {
    client.command(0, note(""));
    rig.awaitBegun(2);
    assertEquals(BsonBoolean.TRUE, describe(waiting(rig.core)).get("waitingForWorker"));
    assertEquals(LSID, waiting(rig.core).sessionId().orElseThrow());
    final OperationInfo holds =
        rig.core.operations().filter(info -> info.description().startsWith("hold")).findFirst().orElseThrow();
    assertEquals(BsonBoolean.FALSE, describe(holds).get("waitingForWorker"));
  }

  /** It hears of it while the worker is still busy, and is not run when that is done. */
  @ParameterizedTest
  @EnumSource(End.class)
  void shouldEndWhatWaits(final End end) throws Exception {
    client.command(0, note(end.field));
    if (end != End.DEADLINE) {
      rig.awaitBegun(2);
    }
    end.way.accept(rig.core);
    assertEquals(end.code, client.read().code());
    assertEquals(List.of(), rig.notes);
    if (end != End.CLOSE) {
      rig.released.release();
      assertEquals(1, client.run(note("")).getInt32("n").getValue());
    }
  }

  @Test
  void shouldEndWhatWaitsForAClientThatHasGone() throws IOException {
    client.command(0, note(""));
    rig.awaitBegun(2);
    client.close();
    rig.awaitBegun(1);
    rig.released.release();
    assertEquals(1, busy.read().ok());
    assertEquals(1, busy.run("{note: 2, $db: 'd'}").getInt32("n").getValue());
  }

  /** Nobody has to wait for a reply that nobody wants. */
  @Test
  void shouldRunWhatWantsNoReplyThoughItsClientHasGone() throws Exception {
    client.command(MORE_TO_COME, note(""));
    rig.awaitBegun(2);
    client.close();
    while (rig.server.stats().connections() > 1) {
      Thread.onSpinWait();
    }
    rig.released.release();
    while (rig.notes.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldKillWhatWantsNoReply() throws Exception {
    client.command(MORE_TO_COME, note(""));
    rig.awaitBegun(2);
    rig.core.kill(KillPattern.session(LSID));
    rig.awaitBegun(1);
    rig.released.release();
    assertEquals(1, client.run("{note: 2, $db: 'd'}").getInt32("n").getValue());
  }

  @Test
  void shouldCountWhatWaitsInTheReportOfAKill() throws IOException {
    final List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(rig.client());
      clients.get(i).command(0, note(""));
    }
    rig.awaitBegun(51);
    assertEquals(50, rig.core.kill(KillPattern.all()).operationsKilled());
    for (final RawClient each : clients) {
      assertEquals(11601, each.read().code());
      each.close();
    }
    assertEquals(List.of(), rig.notes);
  }

  @Test
  void shouldAnswerPipelinedRequestsInTheirOrderWhenTheyAreKilled() throws Exception {
    final List<Integer> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sent.add(client.command(0, i == 4 ? "{note: 4, $db: 'd'}" : note("")));
    }
    rig.awaitBegun(11);
    assertEquals(9, rig.core.kill(KillPattern.session(LSID)).operationsKilled());
    rig.released.release();
    for (int i = 0; i < 10; i++) {
      final RawClient.Reply reply = client.read();
      assertEquals(sent.get(i), reply.responseTo());
      assertEquals(i == 4 ? 1 : 0, reply.ok());
    }
    assertEquals(1, rig.notes.size());
  }

  /** What is behind these was not read yet: the client may as well not have sent it. */
  @Test
  void shouldBeginNoMoreThanAFewOfOneConnection() throws Exception {
    for (int i = 0; i < 100; i++) {
      client.command(0, note(""));
    }
    rig.awaitBegun(1 + 17); // one that waits for a worker, and sixteen behind it
    rig.core.kill(KillPattern.session(LSID));
    rig.released.release();
    int killed = 0;
    for (int i = 0; i < 100; i++) {
      killed += client.read().ok() == 0 ? 1 : 0;
    }
    assertTrue(killed >= 17, () -> "killed too few");
    assertEquals(100 - killed, rig.notes.size());
  }

  /** Of several kinds, so that what is read on other threads is among them. */
  @ParameterizedTest
  @ValueSource(ints = {10, 1_000, 60_000, 70_000, 1_000_000, 10_000_000})
  void shouldBeginAMessageOfAnySize(final int size) throws Exception {
    client.command(0, note(", x: '" + "x".repeat(size) + "'"));
    rig.awaitBegun(2);
    rig.core.kill(KillPattern.session(LSID));
    assertEquals(11601, client.read().code());
    assertEquals(List.of(), rig.notes);
  }

  @Test
  void shouldKeepTheOrderBehindALargeMessage() throws Exception {
    final List<Integer> sent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sent.add(client.command(0, note(i % 2 == 0 ? ", x: '" + "x".repeat(200_000) + "'" : "")));
    }
    rig.released.release();
    for (final int id : sent) {
      assertEquals(id, client.read().responseTo());
    }
    assertEquals(8, rig.notes.size());
  }

  // ---- who has sent it

  @Test
  void shouldBeginWhatComesBehindALoginForWhoLogsIn() throws Exception {
    client.command(0, "{login: 'ann', hold: 1, $db: 'd'}");
    client.command(0, note(""));
    rig.holding.acquire();
    rig.awaitBegun(2); // the busy one, and the login: what comes next is of nobody yet
    rig.loggedIn.release();
    assertEquals(1, client.read().ok());
    rig.awaitBegun(2);
    assertEquals("ann@d", rig.core.findSession(LSID, Uid.ofUser("ann", "d"))
        .orElseThrow().owner().name().orElseThrow().toString());
  }

  @Test
  void shouldRefuseAtOnceWhatNeedsNoThread() throws IOException {
    assertEquals(59, client.run("{nope: 1, $db: 'd'}").getInt32("code").getValue());
    assertEquals(14, client.run("{note: 1, lsid: 1, $db: 'd'}").getInt32("code").getValue());
  }

  // ---- what is killed at the very end

  @Test
  void shouldNotAcknowledgeWhatWasKilledAfterItsLastPoll() throws Exception {
    rig.released.release();
    assertEquals(1, busy.read().ok());
    rig.beforeNote = () -> rig.core.kill(KillPattern.session(LSID));
    assertEquals(11601, client.run(note("")).getInt32("code").getValue());
    assertFalse(rig.notes.isEmpty());
  }
}
