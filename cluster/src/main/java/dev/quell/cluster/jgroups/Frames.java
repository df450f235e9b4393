package dev.quell.cluster.jgroups;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jgroups.stack.IpAddress;

/**
 * What goes over a connection: one byte that says which kind of frame it is, and then that. No object is made from a
 * class that the sender names.
 */
final class Frames {
  /** The first frame on every connection, in both directions. */
  static final byte HELLO = 1;
  /** Sent when there is nothing else to send. */
  static final byte PING = 2;
  /** A message for the listener. */
  static final byte DATA = 3;
  /** Where other members listen. */
  static final byte PEERS = 4;
  /** The sender leaves. */
  static final byte BYE = 5;
  /** The sender knows a living member of the receiver's name. */
  static final byte TAKEN = 6;
  /** How many bytes more the sender has read from this connection. */
  static final byte HEARD = 7;

  /** The longest message. */
  static final int MAX_MESSAGE = 4 << 20;
  /** The longest frame of somebody who has not said hello. */
  static final int MAX_HELLO = 1_024;
  /** The longest name in UTF-8. */
  static final int MAX_NAME = 256;

  static final byte[] PING_FRAME = {PING};
  static final byte[] BYE_FRAME = {BYE};
  static final byte[] TAKEN_FRAME = {TAKEN};

  private static final byte[] MAGIC = "quell".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int MAX_PEERS = 1_000;

  /**
   * Who speaks.
   *
   * @param instance which engine of that name: a restarted one is another
   * @param name the member's name
   * @param joined whether it is done with joining
   */
  record Hello(UUID instance, String name, boolean joined) {}

  private Frames() {}

  static byte[] data(final byte[] message) {
    final byte[] frame = new byte[1 + message.length];
    frame[0] = DATA;
    System.arraycopy(message, 0, frame, 1, message.length);
    return frame;
  }

  static byte[] heard(final int bytes) {
    return write(
        out -> {
          out.writeByte(HEARD);
          out.writeInt(bytes);
        });
  }

  static int heardOf(final byte[] frame) throws IOException {
    final int bytes = afterKind(frame).readInt();
    if (bytes < 0) {
      throw new IOException("it has read " + bytes + " bytes");
    }
    return bytes;
  }

  static byte[] hello(final Hello hello) {
    return write(
        out -> {
          out.writeByte(HELLO);
          out.write(MAGIC);
          out.writeByte(VERSION);
          out.writeLong(hello.instance.getMostSignificantBits());
          out.writeLong(hello.instance.getLeastSignificantBits());
          out.writeBoolean(hello.joined);
          final byte[] name = hello.name.getBytes(StandardCharsets.UTF_8);
          out.writeShort(name.length);
          out.write(name);
        });
  }

  static Hello helloOf(final byte[] frame) throws IOException {
    final DataInputStream in = afterKind(frame);
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("it does not speak this protocol");
    }
    final int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("it speaks version " + version + " of the protocol, and this member version " + VERSION);
    }
    final UUID instance = new UUID(in.readLong(), in.readLong());
    final boolean joined = in.readBoolean();
    final int length = in.readUnsignedShort();
    if (length < 1 || length > MAX_NAME || in.available() != length) {
      throw new IOException("its name is malformed");
    }
    return new Hello(instance, new String(in.readNBytes(length), StandardCharsets.UTF_8), joined);
  }

  static byte[] peers(final Collection<IpAddress> addresses) {
    return write(
        out -> {
          out.writeByte(PEERS);
          out.writeShort(Math.min(addresses.size(), MAX_PEERS));
          for (final IpAddress address : addresses.stream().limit(MAX_PEERS).toList()) {
            final byte[] ip = address.getIpAddress().getAddress();
            out.writeByte(ip.length);
            out.write(ip);
            out.writeShort(address.getPort());
          }
        });
  }

  static List<IpAddress> peersOf(final byte[] frame) throws IOException {
    final DataInputStream in = afterKind(frame);
    final int count = in.readUnsignedShort();
    if (count > MAX_PEERS) {
      throw new IOException(count + " peers are too many");
    }
    final List<IpAddress> peers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      final InetAddress ip = InetAddress.getByAddress(in.readNBytes(in.readUnsignedByte())); // refuses other lengths
      peers.add(new IpAddress(ip, in.readUnsignedShort()));
    }
    return peers;
  }

  private static DataInputStream afterKind(final byte[] frame) {
    return new DataInputStream(new ByteArrayInputStream(frame, 1, frame.length - 1));
  }

  @FunctionalInterface
  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] write(final Writer writer) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (final IOException e) {
      throw new UncheckedIOException("an array takes what is written", e);
    }
    return bytes.toByteArray();
  }
}
