package dev.quell.server.wire;

import static dev.quell.server.wire.Frames.bson;
import static dev.quell.server.wire.Frames.compressed;
import static dev.quell.server.wire.Frames.msg;
import static dev.quell.server.wire.Frames.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreviewTest {
  private static Preview of(final byte[] message) {
    return Preview.of(Unpooled.wrappedBuffer(message));
  }

  private static byte[] packed(final Compression compression, final byte[] message) {
    if (compression == Compression.NONE) {
      return message;
    }
    final ByteBuf out = Unpooled.buffer();
    compression.pack(Unpooled.wrappedBuffer(payload(message)), out);
    return compressed(message, compression.id(), ByteBufUtil.getBytes(out));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void shouldSeeTheCommand(final Compression compression) {
    assertEquals("killAllSessions", of(packed(compression, msg(1, 0, "{killAllSessions: []}"))).command());
  }

  /** A long literal: what cannot be compressed must be seen all the same. */
  @ParameterizedTest
  @EnumSource(Compression.class)
  void shouldSeeTheCommandInFrontOfNoise(final Compression compression) {
    final byte[] noise = new byte[30_000];
    new Random(4).nextBytes(noise);
    final byte[] message =
        msg(1, 0, "{killSessions: '" + Base64.getEncoder().encodeToString(noise) + "', $db: 'admin'}");
    assertEquals("killSessions", of(packed(compression, message)).command());
  }

  @Test
  void shouldSeeTheCommandOfAQuery() {
    assertEquals("ismaster", of(Frames.query(1, "admin.$cmd", "{ismaster: 1}")).command());
  }

  @Test
  void shouldSeeABodyBehindASequence() {
    final byte[] message = new Frames().int32(0)
        .sequence("documents", List.of(bson("{a: 1}"))).body("{insert: 'c'}").message(1, 2013);
    assertEquals("insert", of(message).command());
  }

  @Test
  void shouldSeeWhetherAReplyIsWanted() {
    assertTrue(of(msg(1, 0, "{a: 1}")).replyWanted());
    assertFalse(of(msg(1, Frames.MORE_TO_COME, "{a: 1}")).replyWanted());
    assertFalse(of(packed(Compression.SNAPPY, msg(1, Frames.MORE_TO_COME, "{a: 1}"))).replyWanted());
  }

  @Test
  void shouldSayWhatSizeACompressedMessageClaims() {
    final byte[] message = msg(1, 0, "{a: '" + "x".repeat(10_000) + "'}");
    assertEquals(message.length, of(packed(Compression.ZLIB, message)).size());
  }

  @Test
  void shouldSayNothingOfWhatItCannotSee() {
    assertEquals("", of(new Frames().message(1, 2013)).command());
    assertEquals("", of(new Frames().int32(0).int8(1).int32(-9).message(1, 2013)).command());
    assertEquals("", of(new Frames().int32(0).int8(0).int32(7).int8(2).int8('a').message(1, 2013)).command());
    assertEquals("", of(new Frames().int32(2013).int32(5).int8(9).message(1, 2012)).command());
  }

  @Test
  void shouldLeaveTheMessageAsItIs() {
    final ByteBuf message = Unpooled.wrappedBuffer(msg(1, 0, "{a: 1}"));
    Preview.of(message);
    assertEquals(0, message.readerIndex());
  }
}
