package dev.quell.server.net;

import static dev.quell.server.wire.Frames.MORE_TO_COME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.LoggedErrors;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Speculation;
import dev.quell.server.wire.Frames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {
  private Rig rig;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig();
    client = rig.client();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    rig.close();
  }

  private static String lsid() {
    final UUID id = UUID.randomUUID();
    return "lsid: {id: {$uuid: '" + id + "'}}";
  }

  // ---- replies

  @Test
  void shouldAnswerAMessageWithAMessage() throws IOException {
    client.send(Frames.msg(77, 0, "{ping: 1, $db: 'd'}"));
    final RawClient.Reply reply = client.read();
    assertEquals(77, reply.responseTo());
    assertEquals(2013, reply.opCode());
    assertEquals(BsonDocument.parse("{ok: 1.0}"), reply.document());
  }

  @Test
  void shouldSendAMessageBackWhole() throws IOException {
    final BsonDocument body = BsonDocument.parse("{echo: 1, $db: 'd', a: [1, {b: null}]}");
    assertEquals(body, client.run(body.toJson()).get("body"));
  }

  @Test
  void shouldNotAnswerWhatWantsNoReply() throws IOException {
    client.command(MORE_TO_COME, "{note: 'a', $db: 'd'}");
    assertEquals(2, client.run("{note: 'b', $db: 'd'}").getInt32("n").getValue());
  }

  @Test
  void shouldNotEvenAnswerAnErrorThatWantsNoReply() throws IOException {
    client.command(MORE_TO_COME, "{nope: 1, $db: 'd'}");
    client.command(MORE_TO_COME | 1 << 5, "{ping: 1, $db: 'd'}");
    assertEquals(1, client.run("{ping: 1, $db: 'd'}").getDouble("ok").getValue());
  }

  @Test
  void shouldGoOnAfterAnError() throws IOException {
    try (LoggedErrors log = new LoggedErrors()) {
      assertEquals(1, client.run("{broken: 1, $db: 'd'}").getInt32("code").getValue());
      log.assertContain("command of conn");
    }
    assertEquals(59, client.run("{nope: 1, $db: 'd'}").getInt32("code").getValue());
    assertEquals(1, client.run("{ping: 1, $db: 'd'}").getDouble("ok").getValue());
  }

  @Test
  void shouldSayThatAReplyIsTooLarge() throws IOException {
    assertEquals(10334, client.run("{big: 48000000, $db: 'd'}").getInt32("code").getValue());
    assertEquals(1, client.run("{ping: 1, $db: 'd'}").getDouble("ok").getValue());
  }

  @Test
  void shouldSendALargeReply() throws IOException {
    assertEquals(40_000_000, client.run("{big: 40000000, $db: 'd'}").getString("text").getValue().length());
  }

  @Test
  void shouldCompressTheReplyAsTheRequestWas() throws IOException {
    final byte[] ping = Frames.msg(3, 0, "{big: 10000, $db: 'd'}");
    final Deflater deflater = new Deflater();
    deflater.setInput(Frames.payload(ping));
    deflater.finish();
    final byte[] packed = new byte[1000];
    final int length = deflater.deflate(packed);
    deflater.end();
    client.send(Frames.compressed(ping, 2, Arrays.copyOf(packed, length)));
    final RawClient.Reply reply = client.read();
    assertEquals(2, reply.compressor());
    assertEquals(10_000, reply.document().getString("text").getValue().length());
  }

  @Test
  void shouldAcceptARightChecksum() throws IOException {
    client.send(Frames.checksummed(Frames.msg(3, Frames.CHECKSUM, "{ping: 1, $db: 'd'}")));
    assertEquals(1, client.read().ok());
  }

  // ---- order

  @Test
  void shouldAnswerInTheOrderOfTheRequests() throws IOException {
    final List<Integer> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sent.add(client.command(0, i % 2 == 0 ? "{note: " + i + ", $db: 'd'}" : "{ping: 1, $db: 'd'}"));
    }
    final List<Integer> received = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      received.add(client.read().responseTo());
    }
    assertEquals(sent, received);
    assertEquals(IntStream.range(0, 250).mapToObj(i -> "BsonInt32{value=" + 2 * i + "}").toList(), rig.notes);
  }

  @Test
  void shouldNotRunACommandBeforeTheLastHasEnded() throws Exception {
    client.command(0, "{hold: 1, $db: 'd'}");
    client.command(0, "{note: 1, $db: 'd'}");
    rig.holding.acquire();
    rig.awaitBegun(2);
    assertEquals(List.of(), rig.notes);
    rig.released.release();
    assertEquals(1, client.read().responseTo());
    assertEquals(2, client.read().responseTo());
  }

  // ---- lanes

  @Test
  void shouldRunWorkOnWorkers() throws IOException {
    assertTrue(client.run("{work: 1, $db: 'd'}").getString("thread").getValue().startsWith("quell-work-"));
  }

  @Test
  void shouldRunAListingOnReservedThreads() throws IOException {
    assertTrue(client.run("{aggregate: 1, pipeline: [{$currentOp: {}}], $db: 'd'}")
        .getString("thread").getValue().startsWith("quell-list-"));
  }

  /** What follows the listing in its pipeline is the client's own, and may take as long as it likes. */
  @Test
  void shouldKillWhileListingsGoOnForever() throws Exception {
    final List<RawClient> slow = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      final RawClient one = rig.client();
      slow.add(one);
      one.command(0, "{aggregate: 1, pipeline: [{$currentOp: {}}], hold: 1, " + lsid() + ", $db: 'd'}");
    }
    rig.holding.acquire(2);
    assertEquals(1, client.run("{killAllSessionsByPattern: [], $db: 'admin'}").getDouble("ok").getValue());
    assertEquals(List.of(11601, 11601), List.of(rig.killed.take(), rig.killed.take()));
    rig.released.release(8);
    for (final RawClient one : slow) {
      one.close();
    }
  }

  @Test
  void shouldRunAnotherPipelineOnWorkers() throws IOException {
    assertTrue(client.run("{aggregate: 'c', pipeline: [{$match: {}}], $db: 'd'}")
        .getString("thread").getValue().startsWith("quell-work-"));
  }

  /** The time to look through a large message would be taken from the kills. */
  @Test
  void shouldReadALargeMessageOnWorkersWhateverItIs() throws IOException {
    final byte[] megabyte = Frames.bson(new BsonDocument("a", new BsonString("x".repeat(1 << 20))));
    client.send(new Frames().int32(0).body("{killAllSessionsByPattern: [], $db: 'd'}")
        .sequence("s", Collections.nCopies(18, megabyte)).message(1, 2013));
    assertTrue(client.read().document().getString("thread").getValue().startsWith("quell-work-"));
  }

  /** Anybody may send a handshake, so nobody's may take the time of the kills. */
  @ParameterizedTest
  @CsvSource({"10, quell-control-", "1000000, quell-work-"})
  void shouldReadALargeHandshakeOnWorkers(final int size, final String threads) throws IOException {
    final Speculation whoRunsIt =
        (peer, db, hello) -> new BsonDocument("thread", new BsonString(Thread.currentThread().getName()));
    try (Rig other = new Rig(options -> options, whoRunsIt); RawClient greeter = other.client()) {
      assertTrue(greeter.run("{hello: 1, $db: 'admin', x: '" + "x".repeat(size) + "'}")
          .getString("thread").getValue().startsWith(threads));
    }
  }

  @Test
  void shouldKillWhileEveryWorkerIsBusy() throws Exception {
    try (Rig small = new Rig(options -> options.withPlatformWorkers(2))) {
      final List<RawClient> busy = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        final RawClient one = small.client();
        busy.add(one);
        one.command(0, "{hold: 1, " + lsid() + ", $db: 'd'}");
      }
      small.holding.acquire(2);
      small.awaitBegun(5); // three wait for a worker
      try (RawClient killer = small.client()) {
        assertEquals(1, killer.run("{ping: 1, $db: 'd'}").getDouble("ok").getValue());
        assertTrue(killer.run("{killAllSessionsByPattern: [], $db: 'admin'}")
            .getString("thread").getValue().startsWith("quell-control-"));
      }
      assertEquals(11601, small.killed.take());
      assertEquals(11601, small.killed.take());
      small.released.release(5);
      for (final RawClient one : busy) {
        assertEquals(11601, one.read().code());
        one.close();
      }
    }
  }

  @Test
  void shouldKillByACompressedMessageWhileEveryWorkerIsBusy() throws Exception {
    try (Rig small = new Rig(options -> options.withPlatformWorkers(1)); RawClient busy = small.client();
        RawClient killer = small.client()) {
      busy.command(0, "{hold: 1, " + lsid() + ", $db: 'd'}");
      small.holding.acquire();
      final byte[] kill = Frames.msg(1, 0, "{killAllSessionsByPattern: [], $db: 'admin'}");
      killer.send(Frames.compressed(kill, 0, Frames.payload(kill)));
      assertTrue(killer.read().document().getString("thread").getValue().startsWith("quell-control-"));
      assertEquals(11601, busy.read().code());
    }
  }

  /** Loops that only poll: on virtual threads they must give way to one another, and to those who work. */
  @Test
  void shouldLetOthersWorkBesideLoopsThatOnlyPoll() throws Exception {
    final List<RawClient> busy = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      final RawClient one = rig.client();
      busy.add(one);
      one.command(0, "{spin: 1, " + lsid() + ", $db: 'd'}");
    }
    rig.holding.acquire(8);
    assertEquals(1, client.run("{note: 1, $db: 'd'}").getInt32("n").getValue());
    client.run("{killAllSessionsByPattern: [], $db: 'admin'}");
    for (final RawClient one : busy) {
      assertEquals(11601, one.read().code());
      one.close();
    }
  }

  // ---- a client that goes

  @Test
  void shouldKillTheCommandOfAClientThatGoes() throws Exception {
    client.command(0, "{hold: 1, $db: 'd'}");
    rig.holding.acquire();
    client.close();
    assertEquals(279, rig.killed.take());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotBeginWhatAClientThatHasGoneWaitsFor(final boolean reset) throws Exception {
    client.command(0, "{hold: 1, $db: 'd'}");
    client.command(0, "{note: 'dropped', $db: 'd'}");
    rig.holding.acquire();
    if (reset) {
      client.socket().setSoLinger(true, 0);
    }
    client.close();
    assertEquals(279, rig.killed.take());
    try (RawClient other = rig.client()) {
      other.run("{note: 'other', $db: 'd'}");
    }
    rig.close(); // after this nothing runs
    assertEquals(List.of("BsonString{value='other'}"), rig.notes);
  }

  /** What a driver does to end its sessions. */
  @Test
  void shouldDoWhatNeedsNoReplyThoughTheClientHasGone() throws Exception {
    client.command(MORE_TO_COME, "{hold: 1, $db: 'd'}");
    client.command(MORE_TO_COME, "{hold: 2, $db: 'd'}");
    rig.holding.acquire();
    client.close();
    awaitNoConnection();
    rig.released.release();
    rig.holding.acquire(); // the second has begun
    rig.released.release();
    assertTrue(rig.killed.isEmpty());
  }

  private void awaitNoConnection() {
    while (rig.server.stats().connections() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldNotDisturbOthersByGoing() throws Exception {
    try (RawClient other = rig.client()) {
      other.command(0, "{hold: 1, $db: 'd'}");
      rig.holding.acquire();
      client.close();
      try (RawClient third = rig.client()) {
        third.run("{ping: 1, $db: 'd'}");
      }
      rig.released.release();
      assertEquals(1, other.read().ok());
    }
  }

  // ---- back pressure

  /** The replies would fill the memory if somebody made them. */
  @Test
  void shouldNotWorkForAClientThatDoesNotRead() throws Exception {
    for (int i = 0; i < 16; i++) {
      client.command(0, "{big: 8000000, $db: 'd'}");
    }
    client.command(0, "{note: 1, $db: 'd'}");
    try (RawClient other = rig.client()) {
      other.run("{note: 2, $db: 'd'}");
    }
    assertFalse(rig.notes.contains("BsonInt32{value=1}"));
    for (int i = 0; i < 16; i++) {
      assertEquals(1, client.read().ok());
    }
    assertEquals(1, client.read().ok());
  }

  @Test
  void shouldCountItsTraffic() throws IOException {
    client.run("{ping: 1, $db: 'd'}");
    final NetStats stats = rig.server.stats();
    assertEquals(1, stats.connections());
    assertEquals(19_999, stats.available());
    assertEquals(1, stats.connectionsCreated());
    assertEquals(1, stats.requests());
    assertEquals(Frames.msg(1, 0, "{ping: 1, $db: 'd'}").length, stats.bytesIn());
    assertEquals(38, stats.bytesOut());
  }

  @Test
  void shouldListItsClients() {
    final String remote = "127.0.0.1:" + client.socket().getLocalPort();
    while (rig.server.clients().findAny().isEmpty()) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(remote), rig.server.clients().map(Client::remote).toList());
    assertTrue(rig.server.clients().allMatch(Client::isLoopback));
  }
}
