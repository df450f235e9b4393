package dev.quell.server.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What can be said of a message at a glance, to choose the threads that read it: it looks at the first few
 * kilobytes and believes them. What it gets wrong on bad input is found out by {@link RequestReader}.
 *
 * @param command the name of the command; empty if it could not be seen
 * @param replyWanted false if the client has said that it reads no answer
 * @param size of the message after decompression, as it claims
 */
public record Preview(String command, boolean replyWanted, long size) {
  private static final int GLANCE = 4096;
  private static final int MOST_ELEMENTS = 16;

  /** Looks at a message, whose indexes are left alone. */
  public static Preview of(final ByteBuf frame) {
    final ByteBuf in = frame.duplicate();
    final MessageHeader header = MessageHeader.read(in);
    try {
      if (header.opCode() != OpCode.COMPRESSED) {
        return of(header.opCode(), in, frame.readableBytes());
      }
      final int opCode = in.readIntLE();
      final long size = Integer.toUnsignedLong(in.readIntLE());
      final byte[] prefix = Compression.of(in.readByte()).unpackPrefix(in, GLANCE);
      return of(opCode, Unpooled.wrappedBuffer(prefix), MessageHeader.BYTES + size);
    } catch (final WireException | IndexOutOfBoundsException e) {
      return new Preview("", true, frame.readableBytes());
    }
  }

  private static Preview of(final int opCode, final ByteBuf in, final long size) {
    boolean replyWanted = true;
    try {
      if (opCode == OpCode.MSG) {
        replyWanted = (in.readIntLE() & RequestReader.MORE_TO_COME) == 0;
        for (int i = 0; i < MOST_ELEMENTS && in.readByte() == 1; i++) { // the body may come last
          in.skipBytes(in.getIntLE(in.readerIndex()));
        }
      } else {
        in.skipBytes(4);
        cstring(in);
        in.skipBytes(8);
      }
      in.skipBytes(5); // the length of the body, and the type of its first value
      return new Preview(cstring(in), replyWanted, size);
    } catch (final IndexOutOfBoundsException | IllegalArgumentException e) { // the latter for a negative length
      return new Preview("", replyWanted, size);
    }
  }

  private static String cstring(final ByteBuf in) {
    final int length = in.bytesBefore(Math.min(in.readableBytes(), GLANCE), (byte) 0);
    if (length < 0) {
      throw new IndexOutOfBoundsException("no end of a name");
    }
    final String text = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
    in.skipBytes(length + 1);
    return text;
  }
}
