package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.wire.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After each of these a bystander, connected before, still gets its answer, and nothing is left. */
class HostileInputTest {
  private static final String PING = "{ping: 1, $db: 'd'}";

  private Rig rig;
  private RawClient bystander;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig();
    bystander = rig.client();
    bystander.run(PING);
  }

  @AfterEach
  void close() throws IOException {
    assertEquals(1, bystander.run(PING).getDouble("ok").getValue());
    while (rig.server.stats().connections() > 1) {
      Thread.onSpinWait();
    }
    assertEquals(0, rig.core.operations().count());
    bystander.close();
    rig.close();
  }

  private static byte[] zipped(final byte[] bytes) {
    final Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    final byte[] packed = new byte[bytes.length + 100];
    final int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  private static Stream<Arguments> closing() {
    final byte[] noise = new byte[10_000];
    new Random(5).nextBytes(noise);
    noise[3] = (byte) 0xff; // a negative length, else it could wait for more
    final byte[] wrongSum = Frames.checksummed(Frames.msg(1, Frames.CHECKSUM, PING));
    wrongSum[30] ^= 1;
    return Stream.of(
        Arguments.of("noise", noise),
        Arguments.of("HTTP",
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
        Arguments.of("a TLS hello", new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 0, 0, 0, 0, 0}),
        Arguments.of("length zero", new Frames().int32(0).toBytes()),
        Arguments.of("length 15", new Frames().int32(15).toBytes()),
        Arguments.of("length -1", new Frames().int32(-1).toBytes()),
        Arguments.of("the least length", new Frames().int32(Integer.MIN_VALUE).toBytes()),
        Arguments.of("length 48,000,001", new Frames().int32(48_000_001).toBytes()),
        Arguments.of("the most length", new Frames().int32(Integer.MAX_VALUE).toBytes()),
        Arguments.of("a header and nothing", new Frames().message(1, 2013)),
        Arguments.of("an old insert", new Frames().int32(0).cstring("d.c").message(1, 2002)),
        Arguments.of("a wrong checksum", wrongSum),
        Arguments.of("an unknown compressor", Frames.compressed(Frames.msg(1, 0, PING), 77, new byte[10])),
        Arguments.of("a bomb that says so",
            new Frames().int32(2013).int32(Integer.MAX_VALUE).int8(2).bytes(new byte[100]).message(1, 2012)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("closing")
  void shouldClose(final String what, final byte[] bytes) throws IOException {
    try (RawClient client = rig.client()) {
      client.send(bytes).awaitClosed();
    }
  }

  private static Stream<Arguments> answered() {
    final byte[] ping = Frames.msg(1, 0, PING);
    final byte[] bomb = new byte[40_000_000];
    return Stream.of(
        Arguments.of("half a document", 22, new Frames().int32(0).int8(0).int32(50).message(1, 2013)),
        Arguments.of("a document too long", 22,
            new Frames().int32(0).int8(0).int32(Integer.MAX_VALUE).message(1, 2013)),
        Arguments.of("no body", 40587, new Frames().int32(0).message(1, 2013)),
        Arguments.of("a nesting bomb", 15, nestingBomb()),
        Arguments.of("sequences without end", 9, endlessSequences()),
        Arguments.of("a zip bomb of zeros", 9, Frames.compressed(
            new Frames().bytes(new byte[1000]).message(1, 2013), 2, zipped(bomb))),
        Arguments.of("a zip that is none", 9, Frames.compressed(ping, 2, Frames.payload(ping))),
        Arguments.of("a snappy that is none", 9, Frames.compressed(ping, 1, Frames.payload(ping))),
        Arguments.of("an unknown flag", 223, Frames.msg(1, 1 << 9, PING)),
        Arguments.of("an old query", 352, Frames.query(1, "d.c", "{}")),
        Arguments.of("an old command", 352, Frames.query(1, "d.$cmd", "{getnonce: 1}")));
  }

  /** Fifty thousand documents, each in the one before: a recursion without a limit would not survive it. */
  private static byte[] nestingBomb() {
    final int levels = 50_000;
    final Frames document = new Frames();
    for (int i = levels; i > 0; i--) {
      document.int32(i * 8 + 5).int8(3).cstring("a");
    }
    document.int32(5).int8(0);
    return new Frames().int32(0).int8(0).bytes(document.toBytes()).bytes(new byte[levels]).message(1, 2013);
  }

  private static byte[] endlessSequences() {
    final Frames sections = new Frames().int32(0);
    for (int i = 0; i < 100_000; i++) {
      sections.sequence("s" + i, List.of());
    }
    return sections.body(PING).message(1, 2013);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answered")
  void shouldAnswerAndGoOn(final String what, final int code, final byte[] bytes) throws IOException {
    try (RawClient client = rig.client()) {
      client.send(bytes);
      assertEquals(code, client.read().code());
      assertEquals(1, client.run(PING).getDouble("ok").getValue());
    }
  }

  @Test
  void shouldPutAMessageTogetherFromSingleBytes() throws IOException {
    try (RawClient client = rig.client()) {
      for (final byte one : Frames.msg(8, 0, PING)) {
        client.send(one);
      }
      assertEquals(8, client.read().responseTo());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 15, 16, 17, 40})
  void shouldForgetHalfAMessage(final int bytes) throws IOException {
    try (RawClient client = rig.client()) {
      client.send(Arrays.copyOf(Frames.msg(1, 0, PING), bytes));
    }
  }

  @Test
  void shouldNotMakeRoomForWhatIsOnlyClaimed() throws IOException {
    final List<RawClient> clients = new ArrayList<>();
    final byte[] claim = Arrays.copyOf(new Frames().int32(47_999_999).toBytes(), 100);
    for (int i = 0; i < 200; i++) { // nine gigabytes, if somebody believed it
      final RawClient client = rig.client();
      client.send(claim);
      clients.add(client);
    }
    assertEquals(1, bystander.run(PING).getDouble("ok").getValue());
    for (final RawClient client : clients) {
      client.close();
    }
  }

  // ---- time limits

  private static Rig impatient() throws IOException {
    return new Rig(options -> options.withTimes(Duration.ofMillis(200), Duration.ofMillis(200)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 30})
  void shouldNotWaitForeverForAMessage(final int bytes) throws IOException {
    try (Rig impatient = impatient(); RawClient client = impatient.client()) {
      client.send(Arrays.copyOf(Frames.msg(1, 0, PING), bytes)).awaitClosed();
    }
  }

  @Test
  void shouldNotWaitForeverForTheRestOfALaterMessage() throws IOException {
    try (Rig impatient = impatient(); RawClient client = impatient.client()) {
      client.run(PING);
      client.send(Arrays.copyOf(Frames.msg(1, 0, PING), 20)).awaitClosed();
    }
  }

  /** Each byte comes in time for a limit on the gaps; only a limit on the whole ends it. */
  @Test
  void shouldNotBeHeldByAClientThatDrips() throws Exception {
    try (Rig impatient = impatient(); RawClient client = impatient.client()) {
      client.send(new Frames().int32(1000).toBytes());
      try {
        while (true) {
          client.send((byte) 0);
          Thread.sleep(20); // the drip itself, nothing is waited for
        }
      } catch (final IOException e) {
        assertTrue(impatient.server.stats().requests() == 0);
      }
    }
  }

  @Test
  void shouldNotTakeAnIdleClientForASlowOne() throws Exception {
    try (Rig impatient = impatient(); RawClient client = impatient.client(); RawClient slow = impatient.client()) {
      client.run(PING);
      slow.awaitClosed(); // so the time has passed
      assertEquals(1, client.run(PING).getDouble("ok").getValue());
    }
  }

  @Test
  void shouldNotTakeALongCommandForASlowClient() throws Exception {
    try (Rig impatient = impatient(); RawClient client = impatient.client(); RawClient slow = impatient.client()) {
      client.command(0, "{hold: 1, $db: 'd'}");
      impatient.holding.acquire();
      slow.awaitClosed();
      impatient.released.release();
      assertEquals(1, client.read().ok());
    }
  }

  @Test
  void shouldCutOffAClientThatDoesNotReadItsReply() throws Exception {
    try (Rig impatient = impatient(); RawClient client = impatient.client()) {
      client.command(0, "{big: 40000000, $db: 'd'}");
      while (impatient.server.stats().connections() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  // ---- many

  @Test
  void shouldCloseTheConnectionThatIsOneTooMany() throws IOException {
    try (Rig small = new Rig(options -> options.withMaxConnections(2));
        RawClient first = small.client(); RawClient second = small.client()) {
      first.run(PING);
      second.run(PING);
      try (RawClient third = small.client()) {
        third.awaitClosed();
      }
      assertEquals(1, small.server.stats().connectionsRejected());
      assertEquals(0, small.server.stats().available());
      assertEquals(1, first.run(PING).getDouble("ok").getValue());
    }
  }

  @Test
  void shouldLetTheNextInWhenOneHasGone() throws IOException {
    try (Rig small = new Rig(options -> options.withMaxConnections(1))) {
      try (RawClient first = small.client()) {
        first.run(PING);
      }
      while (small.server.stats().available() < 1) {
        Thread.onSpinWait();
      }
      try (RawClient second = small.client()) {
        assertEquals(1, second.run(PING).getDouble("ok").getValue());
      }
    }
  }

  /** Its command waits no longer: or one client could fill the memory, by going as soon as it has sent one. */
  @Test
  void shouldGiveBackThePlaceOfAClientThatHasGoneWhileItsCommandWaits() throws Exception {
    try (Rig small = new Rig(options -> options.withMaxConnections(2).withPlatformWorkers(1));
        RawClient first = small.client()) {
      first.command(0, "{hold: 1, $db: 'd'}");
      small.holding.acquire();
      final RawClient second = small.client();
      second.command(0, "{work: 1, $db: 'd'}");
      while (small.server.stats().requests() < 2) {
        Thread.onSpinWait();
      }
      second.close();
      while (small.server.stats().available() < 1) {
        Thread.onSpinWait();
      }
      assertEquals(1, small.core.operations().count());
      try (RawClient third = small.client()) {
        assertEquals(1, third.run(PING).getDouble("ok").getValue());
      }
      small.released.release();
      assertEquals(1, first.read().ok());
    }
  }

  @Test
  void shouldServeAmongThousandsOfConnections() throws IOException {
    final List<RawClient> many = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      many.add(rig.client());
      if (i % 3 == 0) {
        many.get(i).send(Arrays.copyOf(Frames.msg(1, 0, PING), i % 50));
      }
    }
    assertEquals(1, bystander.run("{note: 1, $db: 'd'}").getDouble("ok").getValue());
    for (int i = 1; i < 2000; i += 3) {
      assertEquals(1, many.get(i).run(PING).getDouble("ok").getValue());
    }
    for (final RawClient one : many) {
      one.close();
    }
  }
}
