package dev.quell.server.net;

import dev.quell.server.wire.Frames;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** A client that sends whatever bytes it is told to. Waits for answers without a limit: a test has one. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private int requests;

  RawClient(final int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawClient(final Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
  }

  /** A reply with what is around it. */
  record Reply(int responseTo, int opCode, byte compressor, BsonDocument document) {
    double ok() {
      return document.getNumber("ok").doubleValue();
    }

    int code() {
      return document.getInt32("code").getValue();
    }
  }

  RawClient send(final byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends a command and does not wait. */
  int command(final int flags, final String json) throws IOException {
    send(Frames.msg(++requests, flags, json));
    return requests;
  }

  /** Sends a command and waits for its reply. */
  BsonDocument run(final String json) throws IOException {
    final int id = command(0, json);
    final Reply reply = read();
    if (reply.responseTo() != id) {
      throw new IOException("reply to " + reply.responseTo() + " instead of " + id);
    }
    return reply.document();
  }

  Reply read() throws IOException {
    final byte[] header = new byte[16];
    in.readFully(header);
    final ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    byte[] payload = new byte[fields.getInt(0) - 16];
    in.readFully(payload);
    int opCode = fields.getInt(12);
    byte compressor = -1;
    if (opCode == 2012) {
      final ByteBuffer head = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
      opCode = head.getInt(0);
      compressor = payload[8];
      payload = inflated(Arrays.copyOfRange(payload, 9, payload.length), head.getInt(4), compressor);
    }
    final int begin = opCode == 2013 ? 5 : 20;
    return new Reply(fields.getInt(8), opCode, compressor,
        new RawBsonDocument(payload, begin, payload.length - begin).decode(new BsonDocumentCodec()));
  }

  private static byte[] inflated(final byte[] packed, final int size, final byte compressor) throws IOException {
    if (compressor == 0) {
      return packed;
    }
    if (compressor != 2) {
      throw new IOException("compressor " + compressor);
    }
    final Inflater inflater = new Inflater();
    try {
      final byte[] bytes = new byte[size];
      inflater.setInput(packed);
      if (inflater.inflate(bytes) != size) {
        throw new IOException("not " + size + " bytes");
      }
      return bytes;
    } catch (final DataFormatException e) {
      throw new IOException(e);
    } finally {
      inflater.end();
    }
  }

  /** Waits until the server has closed the connection; what it sends before is thrown away. */
  void awaitClosed() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (final EOFException | SocketException e) {
      return; // so, or with a reset
    }
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
