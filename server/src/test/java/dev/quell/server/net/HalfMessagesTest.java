package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.server.wire.Frames;
import dev.quell.server.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients that each send most of a large message. */
class HalfMessagesTest {
  private static final int ROOM = 200_000;
  private static final byte[] MESSAGE = Frames.msg(1, 0, "{ping: 1, $db: 'd', a: '" + "x".repeat(100_000) + "'}");
  private static final int MOST_OF_IT = 80_000;

  private final HalfMessages halves = new HalfMessages(ROOM);
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::close);
  }

  private EmbeddedChannel connection() {
    final EmbeddedChannel channel = new EmbeddedChannel(
        new FrameSplitter(WireLimits.DEFAULT, Duration.ofHours(1), Duration.ofHours(1), halves));
    channels.add(channel);
    return channel;
  }

  private EmbeddedChannel half() {
    final EmbeddedChannel channel = connection();
    channel.writeInbound(Unpooled.wrappedBuffer(MESSAGE, 0, MOST_OF_IT));
    return channel;
  }

  private static int rest(final EmbeddedChannel channel, final int sent) {
    channel.writeInbound(Unpooled.wrappedBuffer(MESSAGE, sent, MESSAGE.length - sent));
    final ByteBuf frame = channel.readInbound();
    try {
      return frame.readableBytes();
    } finally {
      frame.release();
    }
  }

  private static void settle(final EmbeddedChannel channel) {
    channel.runPendingTasks();
    channel.checkException();
  }

  @Test
  void shouldGiveUpTheOldestWhenThereIsTooMuch() {
    final EmbeddedChannel oldest = half();
    final EmbeddedChannel older = half();
    final EmbeddedChannel last = half();
    // the oldest has been given up, but is not closed
    last.writeInbound(Unpooled.wrappedBuffer(MESSAGE, MOST_OF_IT, 1));
    assertThrows(TooLongFrameException.class, () -> settle(oldest));
    assertDoesNotThrow(() -> settle(older));
    assertEquals(List.of(MESSAGE.length, MESSAGE.length), List.of(rest(older, MOST_OF_IT), rest(last, MOST_OF_IT + 1)));
  }

  @Test
  void shouldHaveRoomAgainWhenOneIsWhole() {
    final EmbeddedChannel first = half();
    for (int i = 0; i < 10; i++) {
      assertEquals(MESSAGE.length, rest(half(), MOST_OF_IT));
    }
    assertDoesNotThrow(() -> settle(first));
  }

  @Test
  void shouldHaveRoomAgainWhenOneHasGone() {
    final EmbeddedChannel first = half();
    for (int i = 0; i < 10; i++) {
      half().close();
    }
    assertDoesNotThrow(() -> settle(first));
  }

  @Test
  void shouldNotCountTheSmall() {
    final EmbeddedChannel first = half();
    for (int i = 0; i < 1000; i++) {
      connection().writeInbound(Unpooled.wrappedBuffer(MESSAGE, 0, 1000));
    }
    assertDoesNotThrow(() -> settle(first));
  }
}
