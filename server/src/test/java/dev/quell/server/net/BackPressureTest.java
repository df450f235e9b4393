package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.wire.Frames;
import dev.quell.server.wire.ReplyWriter;
import dev.quell.server.wire.RequestReader;
import dev.quell.server.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection without a network, so that the test is its event loop. */
class BackPressureTest {
  private static final byte[] PING = Frames.msg(2, 0, "{ping: 1, $db: 'd'}");

  private final List<ByteBuf> sent = new ArrayList<>();
  private Rig rig;
  private Lanes lanes;
  private EmbeddedChannel channel;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig();
    lanes = new Lanes(NetOptions.defaults());
    channel = new EmbeddedChannel(new Conversation(
        new Peer(1, InetSocketAddress.createUnresolved("nowhere", 1), false),
        new Engine(rig.dispatcher, lanes, new RequestReader(WireLimits.DEFAULT),
            new ReplyWriter(WireLimits.DEFAULT), new Traffic(1), new Arrivals(List.of()),
            new KillersFirst(), new LargeRequests(2_000_000))));
  }

  @AfterEach
  void close() {
    lanes.interrupt();
    rig.close();
    channel.close();
    assertTrue(sent.stream().allMatch(frame -> frame.refCnt() == 0), "every message is given back");
  }

  private void send(final byte[] message) {
    final ByteBuf frame = Unpooled.copiedBuffer(message);
    sent.add(frame);
    channel.writeInbound(frame);
  }

  private void hold() throws InterruptedException {
    send(Frames.msg(1, 0, "{hold: 1, $db: 'd'}"));
    rig.holding.acquire();
  }

  private void awaitReply() {
    ByteBuf reply = null;
    while (reply == null) {
      channel.runPendingTasks();
      reply = channel.readOutbound();
      LockSupport.parkNanos(1);
    }
    reply.release();
  }

  private boolean reads() {
    return channel.config().isAutoRead();
  }

  @Test
  void shouldGoOnReadingWhileACommandRuns() throws InterruptedException {
    hold(); // or it would not see that the client has gone
    assertTrue(reads());
    rig.released.release();
    awaitReply();
  }

  @Test
  void shouldStopReadingWhenManyWait() throws InterruptedException {
    hold();
    for (int i = 1; i < 16; i++) {
      send(PING);
      assertTrue(reads(), i + " wait");
    }
    send(PING);
    assertFalse(reads());
    rig.released.release();
    for (int i = 0; i < 17; i++) {
      awaitReply();
    }
    assertTrue(reads());
  }

  @Test
  void shouldStopReadingWhenMuchWaits() throws InterruptedException {
    hold();
    send(Frames.msg(2, 0, "{note: 1, $db: 'd', a: '" + "x".repeat(1 << 20) + "'}"));
    assertFalse(reads());
    rig.released.release();
    awaitReply();
    awaitReply();
    assertTrue(reads());
  }

  /** The memory is that of all connections together; here this one has taken it. */
  @Test
  void shouldLeaveALargeMessagePackedWhileThereIsTooMuch() throws InterruptedException {
    send(Frames.msg(1, 0, "{hold: 1, $db: 'd', x: '" + "x".repeat(1_500_000) + "'}"));
    while (!rig.holding.tryAcquire()) {
      channel.runPendingTasks();
    }
    send(Frames.msg(2, 0, "{note: 1, $db: 'd', x: '" + "x".repeat(600_000) + "'}"));
    channel.runPendingTasks();
    assertEquals(1, sent.get(1).refCnt());
    assertEquals(1, rig.core.operations().count());
    rig.released.release();
    awaitReply();
    awaitReply();
    assertEquals(1, rig.notes.size());
  }

  @Test
  void shouldDropWhatWaitsWhenTheClientGoes() throws InterruptedException {
    hold();
    send(PING);
    send(Frames.msg(3, Frames.MORE_TO_COME, "{note: 'kept', $db: 'd'}"));
    send(PING);
    channel.close();
    assertEquals(List.of(0, 0), List.of(sent.get(1).refCnt(), sent.get(3).refCnt())); // what is kept may run already
    assertEquals(279, rig.killed.take());
    while (rig.notes.isEmpty()) {
      channel.runPendingTasks();
      LockSupport.parkNanos(1);
    }
    lanes.shutdown();
    assertTrue(lanes.await(60_000));
  }
}
