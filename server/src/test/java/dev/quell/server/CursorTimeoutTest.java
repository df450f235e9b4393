package dev.quell.server;

import static dev.quell.server.TestServer.await;
import static dev.quell.server.TestServer.fill;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.bson.ByteBuf;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;

/** Cursors of a client without sessions, which the drivers no longer are. */
final class CursorTimeoutTest {
  @Test
  void shouldCloseIdleCursorsButThoseThatAreToStay() throws Exception {
    try (TestServer server = TestServer.with(options -> options.cursorTimeout(Duration.ofSeconds(1)));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      fill(server.client(), 10);
      run(socket, "{find: 'orders', batchSize: 2, $db: 'app'}");
      final long stays = run(socket, "{find: 'orders', batchSize: 2, noCursorTimeout: true, $db: 'app'}")
          .get("cursor", Document.class).getLong("id");
      await(() -> server.server.core().telemetry().cursorsExpired() == 1);
      assertEquals(
          List.of(stays), server.server.core().cursors().map(cursor -> cursor.id()).toList());
    }
  }

  private static Document run(final Socket socket, final String command) throws IOException {
    final ByteBuf body = new RawBsonDocument(Document.parse(command), new DocumentCodec()).getByteBuffer();
    final ByteBuffer message = ByteBuffer.allocate(21 + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(message.capacity()).putInt(1).putInt(0).putInt(2013).putInt(0).put((byte) 0).put(body.asNIO());
    socket.getOutputStream().write(message.array());
    final DataInputStream in = new DataInputStream(socket.getInputStream());
    final byte[] reply = new byte[Integer.reverseBytes(in.readInt()) - 4];
    in.readFully(reply);
    return new RawBsonDocument(reply, 17, reply.length - 17).decode(new DocumentCodec());
  }
}
