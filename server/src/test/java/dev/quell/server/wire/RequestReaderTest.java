package dev.quell.server.wire;

import static dev.quell.server.wire.Frames.CHECKSUM;
import static dev.quell.server.wire.Frames.EXHAUST_ALLOWED;
import static dev.quell.server.wire.Frames.MORE_TO_COME;
import static dev.quell.server.wire.Frames.bson;
import static dev.quell.server.wire.Frames.checksummed;
import static dev.quell.server.wire.Frames.compressed;
import static dev.quell.server.wire.Frames.msg;
import static dev.quell.server.wire.Frames.payload;
import static dev.quell.server.wire.Frames.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonString;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final String PING = "{ping: 1, $db: 'admin'}";

  private final RequestReader reader = new RequestReader(WireLimits.DEFAULT);

  private Request read(final byte[] message) throws WireException {
    return reader.read(Unpooled.wrappedBuffer(message));
  }

  private WireException refusal(final byte[] message) {
    return assertThrows(WireException.class, () -> read(message));
  }

  private static byte[] packed(final Compression compression, final byte[] message) {
    final ByteBuf out = Unpooled.buffer();
    compression.pack(Unpooled.wrappedBuffer(payload(message)), out);
    return compressed(message, compression.id(), ByteBufUtil.getBytes(out));
  }

  // ---- OP_MSG

  @Test
  void shouldReadABody() throws WireException {
    assertEquals(BsonDocument.parse(PING), read(msg(7, 0, PING)).body());
  }

  @Test
  void shouldSayHowToAnswer() throws WireException {
    assertEquals(new ReplyTo(7, false, true, Compression.NONE), read(msg(7, 0, PING)).replyTo());
  }

  @Test
  void shouldWantNoReplyIfMoreIsToCome() throws WireException {
    assertFalse(read(msg(7, MORE_TO_COME, PING)).replyTo().wanted());
  }

  @ParameterizedTest
  @ValueSource(ints = {EXHAUST_ALLOWED, 1 << 17, 1 << 31})
  void shouldIgnoreOptionalFlags(final int flag) throws WireException {
    assertEquals(BsonDocument.parse(PING), read(msg(7, flag, PING)).body());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 15})
  void shouldRefuseRequiredFlagsItDoesNotKnow(final int bit) {
    final WireException refusal = refusal(msg(7, 1 << bit, PING));
    assertEquals(223, refusal.code());
    assertEquals(7, refusal.replyTo().orElseThrow().requestId());
  }

  @Test
  void shouldNotAnswerABadMessageThatWantsNoReply() {
    assertFalse(refusal(msg(7, 1 << 3 | MORE_TO_COME, PING)).replyTo().orElseThrow().wanted());
  }

  @Test
  void shouldMergeASequence() throws WireException {
    final byte[] message = new Frames().int32(0).body("{insert: 'c', $db: 'd'}")
        .sequence("documents", List.of(bson("{_id: 1}"), bson("{_id: 2}"))).message(1, 2013);
    assertEquals(
        BsonDocument.parse("{insert: 'c', $db: 'd', documents: [{_id: 1}, {_id: 2}]}"), read(message).body());
  }

  @Test
  void shouldMergeSequencesBeforeAndAfterTheBody() throws WireException {
    final byte[] message = new Frames().int32(0)
        .sequence("a", List.of(bson("{x: 1}")))
        .body("{c: 1}")
        .sequence("b", List.of())
        .message(1, 2013);
    assertEquals(BsonDocument.parse("{c: 1, a: [{x: 1}], b: []}"), read(message).body());
  }

  @Test
  void shouldNumberTheDocumentsOfALongSequence() throws WireException {
    final byte[] message = new Frames().int32(0).body("{c: 1}")
        .sequence("a", IntStream.range(0, 1234).mapToObj(i -> bson("{i: " + i + "}")).toList()).message(1, 2013);
    final BsonDocument body = read(message).body();
    assertEquals(1234, body.getArray("a").size());
    assertEquals(1233, body.getArray("a").get(1233).asDocument().getInt32("i").getValue());
  }

  @Test
  void shouldRefuseACommandThatGrowsTooLargeWhenMerged() {
    final RequestReader small = new RequestReader(new WireLimits(10_000, 1000, 1000, 100));
    final byte[] message = new Frames().int32(0).body("{c: 1}")
        .sequence("a", IntStream.range(0, 200).mapToObj(i -> bson("{}")).toList()).message(1, 2013);
    assertEquals(10334,
        assertThrows(WireException.class, () -> small.read(Unpooled.wrappedBuffer(message))).code());
  }

  @Test
  void shouldKeepADuplicateFieldVisible() throws WireException {
    final byte[] twice = new Frames().int32(0).int8(0)
        .int32(19).int8(0x10).cstring("a").int32(1).int8(0x10).cstring("a").int32(2).int8(0).message(1, 2013);
    // the other views of a raw document show the last of the two only
    final BsonReader fields = new BsonBinaryReader(read(twice).body().getByteBuffer().asNIO());
    fields.readStartDocument();
    assertEquals(1, fields.readInt32("a"));
    assertEquals(2, fields.readInt32("a"));
  }

  private static Stream<Arguments> badSections() {
    return Stream.of(
        Arguments.of("no section", 40587, new Frames()),
        Arguments.of("a sequence only", 40587, new Frames().sequence("a", List.of())),
        Arguments.of("two bodies", 40430, new Frames().body("{a: 1}").body("{a: 1}")),
        Arguments.of("an unknown kind", 9, new Frames().int8(2).bytes(bson("{a: 1}"))),
        Arguments.of("a kind and nothing", 22, new Frames().int8(0)),
        Arguments.of("half a length", 22, new Frames().int8(0).bytes((byte) 1, (byte) 2)),
        Arguments.of("half a body", 22, new Frames().int8(0).int32(20).int8(0x10)),
        Arguments.of("a body of negative length", 22, new Frames().int8(0).int32(-1).int8(0)),
        Arguments.of("bytes behind the body", 9, new Frames().body("{a: 1}").int8(9)),
        Arguments.of("a sequence of length four", 22, new Frames().body("{a: 1}").int8(1).int32(4)),
        Arguments.of("a sequence of negative length", 22, new Frames().body("{a: 1}").int8(1).int32(-5).int8(0)),
        Arguments.of("a sequence beyond the end", 22, new Frames().body("{a: 1}").int8(1).int32(100).cstring("x")),
        Arguments.of("a sequence without a length", 22, new Frames().body("{a: 1}").int8(1).int8(1)),
        Arguments.of("a name without an end", 22, new Frames().body("{a: 1}").int8(1).int32(6).int8(1).int8(1)),
        Arguments.of("a bad document", 22,
            new Frames().body("{a: 1}").sequence("b", List.of(new byte[] {6, 0, 0, 0, 0}))),
        Arguments.of("two sequences of a name", 40431,
            new Frames().body("{a: 1}").sequence("b", List.of()).sequence("b", List.of())),
        Arguments.of("a sequence named as a field", 40431, new Frames().body("{a: 1}").sequence("a", List.of())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSections")
  void shouldAnswerBadSections(final String what, final int code, final Frames sections) {
    final WireException refusal = refusal(new Frames().int32(0).bytes(sections.toBytes()).message(9, 2013));
    assertEquals(code, refusal.code(), refusal.getMessage());
    assertEquals(9, refusal.replyTo().orElseThrow().requestId());
  }

  @Test
  void shouldCountTheMergedLevels() throws WireException {
    String json = "{}";
    for (int i = 1; i < 98; i++) {
      json = "{a: " + json + "}";
    }
    final String deepest = json;
    read(new Frames().int32(0).body("{c: 1}").sequence("s", List.of(bson(deepest))).message(1, 2013));
    assertEquals(15, refusal(new Frames().int32(0).body("{c: 1}")
        .sequence("s", List.of(bson("{a: " + deepest + "}"))).message(1, 2013)).code());
  }

  // ---- checksum

  @Test
  void shouldAcceptARightChecksum() throws WireException {
    assertEquals(BsonDocument.parse(PING), read(checksummed(msg(7, CHECKSUM, PING))).body());
  }

  @Test
  void shouldFindEveryByteThatChanged() {
    final byte[] message = checksummed(msg(7, CHECKSUM, PING));
    for (int i = 4; i < message.length; i++) {
      final byte[] damaged = message.clone();
      damaged[i] ^= 0x10;
      assertThrows(WireException.class, () -> read(damaged), "byte " + i);
    }
  }

  @Test
  void shouldCloseOnAWrongChecksum() {
    final byte[] message = checksummed(msg(7, CHECKSUM, PING));
    message[message.length - 1] ^= 1;
    assertTrue(refusal(message).isFatal());
  }

  @Test
  void shouldCloseWithoutRoomForTheChecksum() {
    assertTrue(refusal(new Frames().int32(CHECKSUM).bytes((byte) 1, (byte) 2).message(1, 2013)).isFatal());
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = {"NOOP", "SNAPPY", "ZLIB"})
  void shouldVerifyTheChecksumOfWhatWasCompressed(final Compression compression) throws WireException {
    final byte[] message = checksummed(msg(7, CHECKSUM, PING));
    assertEquals(BsonDocument.parse(PING), read(packed(compression, message)).body());
    message[message.length - 1] ^= 1;
    assertTrue(refusal(packed(compression, message)).isFatal());
  }

  // ---- OP_QUERY

  @Test
  void shouldReadAHandshake() throws WireException {
    final Request request = read(query(3, "admin.$cmd", "{ismaster: 1}"));
    assertEquals("admin", request.database().orElseThrow());
    assertEquals(BsonDocument.parse("{ismaster: 1}"), request.body());
    assertEquals(new ReplyTo(3, true, true, Compression.NONE), request.replyTo());
  }

  @Test
  void shouldRefuseAQueryOfACollection() {
    final WireException refusal = refusal(query(3, "d.c", "{}"));
    assertEquals(352, refusal.code());
    assertTrue(refusal.replyTo().orElseThrow().legacy());
  }

  // ---- OP_COMPRESSED

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = {"NOOP", "SNAPPY", "ZLIB"})
  void shouldUnpack(final Compression compression) throws WireException {
    final Request request = read(packed(compression, msg(7, 0, PING)));
    assertEquals(BsonDocument.parse(PING), request.body());
    assertEquals(new ReplyTo(7, false, true, compression), request.replyTo());
  }

  private static Stream<Arguments> badFrames() {
    final byte[] ping = msg(7, 0, PING);
    return Stream.of(
        Arguments.of("OP_INSERT", new Frames().int32(0).message(1, 2002)),
        Arguments.of("OP_REPLY", new Frames().int32(0).message(1, 1)),
        Arguments.of("an unknown code", new Frames().int32(0).message(1, -5)),
        Arguments.of("a header only", new Frames().message(1, 2013)),
        Arguments.of("half a flag word", new Frames().bytes((byte) 0, (byte) 0).message(1, 2013)),
        Arguments.of("a query that is a header", new Frames().message(1, 2004)),
        Arguments.of("a query without an end of name", new Frames().int32(0).bytes((byte) 1).message(1, 2004)),
        Arguments.of("a query without numbers", new Frames().int32(0).cstring("a.$cmd").message(1, 2004)),
        Arguments.of("compressed and too short", new Frames().int32(2013).int32(5).message(1, 2012)),
        Arguments.of("compressed twice", compressed(compressed(ping, 0, payload(ping)), 0,
            payload(compressed(ping, 0, payload(ping))))),
        Arguments.of("zstd", compressed(ping, 3, payload(ping))),
        Arguments.of("compressor -1", compressed(ping, -1, payload(ping))),
        Arguments.of("a negative size", new Frames().int32(2013).int32(-1).int8(0).message(1, 2012)),
        Arguments.of("a size above the limit", new Frames().int32(2013).int32(48_000_000).int8(2).message(1, 2012)),
        Arguments.of("a compressed unknown code", compressed(new Frames().int32(0).message(1, 2002), 0, new byte[4])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFrames")
  void shouldCloseOn(final String what, final byte[] message) {
    assertTrue(refusal(message).isFatal(), what);
  }

  @Test
  void shouldAnswerWhatDoesNotUnpack() {
    final byte[] ping = msg(7, 0, PING);
    final WireException refusal = refusal(compressed(ping, 2, payload(ping)));
    assertFalse(refusal.isFatal());
    assertEquals(7, refusal.replyTo().orElseThrow().requestId());
  }

  // ---- anything

  @Test
  void shouldOnlyReadOrRefuse() {
    final Random random = new Random(3);
    final List<byte[]> sound = List.of(
        msg(1, 0, PING),
        checksummed(msg(1, CHECKSUM, PING)),
        query(1, "admin.$cmd", "{ismaster: 1}"),
        packed(Compression.SNAPPY, msg(1, 0, PING)),
        packed(Compression.ZLIB, msg(1, 0, PING)),
        new Frames().int32(0).body("{c: 1}").sequence("s", List.of(bson("{a: 1}"))).message(1, 2013));
    int good = 0;
    for (int i = 0; i < 100_000; i++) {
      final byte[] damaged = sound.get(i % sound.size()).clone();
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
      }
      Preview.of(Unpooled.wrappedBuffer(damaged));
      try {
        read(damaged).body().decode(new BsonDocumentCodec());
        good++;
      } catch (final WireException e) {
        assertTrue(e.isFatal() || e.replyTo().isPresent(), e.getMessage());
      }
    }
    assertTrue(good > 20_000 && good < 90_000, good + " good");
  }

  // ---- replies

  @ParameterizedTest
  @EnumSource(Compression.class)
  void shouldReadBackWhatTheWriterWrote(final Compression compression) throws WireException {
    final BsonDocument reply = BsonDocument.parse("{ok: 1, text: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}");
    final ByteBuf written = new ReplyWriter(WireLimits.DEFAULT).write(
        Unpooled.buffer().alloc(), new ReplyTo(5, false, true, compression), 99, reply);
    final Request back = reader.read(written);
    assertEquals(reply, back.body());
    assertEquals(99, back.replyTo().requestId());
    assertEquals(compression, back.replyTo().compression());
    assertEquals(5, written.getIntLE(8));
    assertEquals(written.readableBytes(), written.getIntLE(0));
    written.release();
  }

  @Test
  void shouldWriteTextOfEveryLength() throws WireException {
    final BsonDocument reply = new BsonDocument("empty", new BsonString(""))
        .append("näme", new BsonString("zero \0 inside"))
        .append("wide", new BsonString("ä€\uD83D\uDE00".repeat(1000)));
    final ByteBuf written = new ReplyWriter(WireLimits.DEFAULT).write(
        Unpooled.buffer().alloc(), new ReplyTo(5, false, true, Compression.NONE), 1, reply);
    assertEquals(reply, reader.read(written).body());
    written.release();
  }

  @Test
  void shouldReplaceAReplyThatIsTooLarge() throws WireException {
    final WireLimits limits = new WireLimits(1000, 1000, 1000, 100);
    final ByteBuf written = new ReplyWriter(limits).write(Unpooled.buffer().alloc(),
        new ReplyTo(5, false, true, Compression.NONE), 1, new BsonDocument("a", new BsonString("x".repeat(980))));
    assertEquals(10334, reader.read(written).body().getInt32("code").getValue());
    written.release();
  }
}
