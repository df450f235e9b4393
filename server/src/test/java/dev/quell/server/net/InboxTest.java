package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.wire.Frames;
import dev.quell.server.wire.ReplyWriter;
import dev.quell.server.wire.RequestReader;
import dev.quell.server.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has arrived, with a connection that can do nothing. */
class InboxTest {
  private final AtomicInteger closed = new AtomicInteger();
  private Rig rig;
  private Lanes lanes;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig();
    lanes = new Lanes(NetOptions.defaults());
  }

  @AfterEach
  void close() {
    lanes.interrupt();
    rig.close();
  }

  private Inbox inbox(final Inbox.Owner owner) {
    return new Inbox(new Peer(1, InetSocketAddress.createUnresolved("nowhere", 1), false),
        new Engine(rig.dispatcher, lanes, new RequestReader(WireLimits.DEFAULT), new ReplyWriter(WireLimits.DEFAULT),
            new Traffic(1), new Arrivals(List.of()), new KillersFirst(),
            new LargeRequests(1_000_000)),
        owner);
  }

  private static ByteBuf large() {
    return Unpooled.copiedBuffer(Frames.msg(1, 0, "{note: 1, $db: 'd', x: '" + "x".repeat(100_000) + "'}"));
  }

  /** A connection whose event loop takes no more steps. */
  private class Stuck implements Inbox.Owner {
    @Override
    public boolean onLoop(final Runnable step) {
      throw new OutOfMemoryError("a test");
    }

    @Override
    public void proceed() {}

    @Override
    public void close() {
      closed.incrementAndGet();
    }

    @Override
    public void send(final Job job, final BsonDocument reply) {}
  }

  /** Begun and never ended, it would be listed for ever, and every kill would count it. */
  @Test
  void shouldEndWhatHasBegunAndCannotBeHandedOver() throws Exception {
    final Inbox inbox = inbox(new Stuck());
    final ByteBuf frame = large();
    inbox.add(frame);
    inbox.receive();
    lanes.shutdown();
    assertTrue(lanes.await(60_000));
    assertEquals(0, frame.refCnt());
    assertEquals(0, rig.core.operations().count());
    assertEquals(1, closed.get());
    inbox.close();
  }
}
