package dev.quell.cluster.jgroups;

import dev.quell.cluster.jgroups.Frames.Hello;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jgroups.Version;
import org.jgroups.stack.IpAddress;

/** Speaks to an engine by hand, well or badly. */
final class Raw {
  private static final int PATIENCE_MILLIS = 20_000;

  private Raw() {}

  static Socket connect(final TestEngine engine) throws IOException {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), engine.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** What JGroups sends first, and a frame after it. */
  static byte[] opening(final int lengthOfFrame, final byte[] frame) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final DataOutputStream out = new DataOutputStream(bytes);
    out.write("bela".getBytes(StandardCharsets.US_ASCII));
    out.writeShort(Version.version);
    final IpAddress address = new IpAddress(InetAddress.getLoopbackAddress(), 1);
    out.writeShort(address.serializedSize());
    address.writeTo(out);
    out.writeInt(lengthOfFrame);
    out.write(frame);
    return bytes.toByteArray();
  }

  /** As a member of this name opens a connection. */
  static byte[] openingOf(final String name) throws IOException {
    final byte[] hello = Frames.hello(new Hello(UUID.randomUUID(), name, true));
    return opening(hello.length, hello);
  }

  static void send(final Socket socket, final byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Waits until the other side has hung up. */
  static void awaitHungUp(final Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // its hello
      }
    } catch (final SocketException e) {
      // a reset is as good
    }
  }

  /** Sends and waits until the other side has hung up. */
  static void assertHungUp(final TestEngine engine, final byte[] bytes) throws IOException {
    try (Socket socket = connect(engine)) {
      send(socket, bytes);
      awaitHungUp(socket);
    } catch (final SocketException e) {
      // a reset is as good
    }
  }
}
