package dev.quell.server.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads the beginning of snappy data, which Netty's decoder cannot: it takes a literal as a whole or not at all, and a
 * command of random bytes is one long literal.
 */
final class SnappyPrefix {
  private static final int MOST_LENGTH_BYTES = 5;

  private SnappyPrefix() {}

  /** Reads the length that the data begins with; -1 if there is none. */
  static int readLength(final ByteBuf in) {
    long length = 0;
    for (int i = 0; i < MOST_LENGTH_BYTES && in.isReadable(); i++) {
      final int next = in.readUnsignedByte();
      length |= (long) (next & 0x7f) << 7 * i;
      if (next < 0x80) {
        return length > Integer.MAX_VALUE ? -1 : (int) length;
      }
    }
    return -1;
  }

  static void writeLength(final int length, final ByteBuf out) {
    int rest = length;
    while (rest >= 0x80) {
      out.writeByte(rest | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  /** At most so many bytes; what there is before the data ends or goes wrong. Leaves {@code data} as it is. */
  static byte[] unpack(final ByteBuf data, final int most) {
    final ByteBuf in = data.duplicate();
    final byte[] out = new byte[most];
    int length = 0;
    readLength(in);
    while (length < most && in.isReadable()) {
      final int tag = in.readUnsignedByte();
      final int made = (tag & 3) == 0 ? literal(in, tag, out, length) : copy(in, tag, out, length);
      if (made <= 0) {
        break;
      }
      length += made;
    }
    return Arrays.copyOf(out, length);
  }

  private static int literal(final ByteBuf in, final int tag, final byte[] out, final int at) {
    int size = tag >> 2;
    if (size >= 60) {
      final int bytes = size - 59;
      if (in.readableBytes() < bytes) {
        return -1;
      }
      size = 0;
      for (int i = 0; i < bytes; i++) {
        size |= in.readUnsignedByte() << 8 * i;
      }
    }
    final int length = (int) Math.min(Math.min(Integer.toUnsignedLong(size) + 1, in.readableBytes()), out.length - at);
    in.readBytes(out, at, length);
    return length;
  }

  private static int copy(final ByteBuf in, final int tag, final byte[] out, final int at) {
    final int kind = tag & 3;
    final int bytes = kind == 3 ? 4 : kind;
    if (in.readableBytes() < bytes) {
      return -1;
    }
    final long offset = switch (kind) {
      case 1 -> (tag >> 5) << 8 | in.readUnsignedByte();
      case 2 -> in.readUnsignedShortLE();
      default -> in.readUnsignedIntLE();
    };
    if (offset == 0 || offset > at) {
      return -1;
    }
    final int length = Math.min(kind == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1, out.length - at);
    for (int i = 0; i < length; i++) { // byte by byte: what is copied may be what was just written
      out[at + i] = out[at + i - (int) offset];
    }
    return length;
  }
}
