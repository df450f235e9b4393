package dev.quell.server.wire;

import dev.quell.command.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.bson.RawBsonDocument;

/** Reads whole messages. Immutable, for any thread. Costs in proportion to the bytes; keeps nothing of the buffer. */
public final class RequestReader {
  static final int CHECKSUM = 1;
  static final int MORE_TO_COME = 1 << 1;
  /** Flags below this bit must be understood; those above may be ignored, such as exhaustAllowed. */
  static final int REQUIRED = 0xffff;

  private static final int ILLEGAL_FLAG = 223;
  private static final int COMPRESSED_HEAD = 9;
  private static final int CHECKSUM_BYTES = 4;

  private final WireLimits limits;

  /** A reader that keeps to limits. */
  public RequestReader(final WireLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a message.
   *
   * @param frame one whole message, as long as its header says; its indexes are left alone
   * @return what was asked
   * @throws WireException if it is none; says whether and whom to answer
   */
  public Request read(final ByteBuf frame) throws WireException {
    final ByteBuf in = frame.duplicate();
    final MessageHeader header = MessageHeader.read(in);
    if (header.opCode() != OpCode.COMPRESSED) {
      return read(header, in, Compression.NONE);
    }
    if (in.readableBytes() < COMPRESSED_HEAD) {
      throw WireException.fatal("a compressed message ends too early");
    }
    final int opCode = in.readIntLE();
    final int size = in.readIntLE();
    final Compression compression = Compression.of(in.readByte());
    if (size < 0 || size > limits.messageBytes() - MessageHeader.BYTES) {
      throw WireException.fatal("a message that unpacks to " + size + " bytes: the limit is " + limits.messageBytes());
    }
    if (opCode == OpCode.COMPRESSED) {
      throw WireException.fatal("a compressed message in a compressed message");
    }
    final byte[] unpacked;
    try {
      unpacked = compression.unpack(in, size);
    } catch (final WireException e) {
      throw e.toward(new ReplyTo(header.requestId(), opCode == OpCode.QUERY, true, Compression.NONE));
    }
    // a checksum inside is that of the message as it was before
    return read(
        new MessageHeader(MessageHeader.BYTES + size, header.requestId(), header.responseTo(), opCode),
        Unpooled.wrappedBuffer(unpacked),
        compression);
  }

  private Request read(final MessageHeader header, final ByteBuf in, final Compression compression)
      throws WireException {
    return switch (header.opCode()) {
      case OpCode.MSG -> message(header, in, compression);
      case OpCode.QUERY -> query(header, in, compression);
      default -> throw WireException.fatal("operation code " + header.opCode() + " is not supported");
    };
  }

  // ---- OP_MSG

  private Request message(final MessageHeader header, final ByteBuf in, final Compression compression)
      throws WireException {
    if (in.readableBytes() < 4) {
      throw WireException.fatal("a message without flags");
    }
    final int begin = in.readerIndex();
    final int flags = in.readIntLE();
    final ReplyTo replyTo =
        new ReplyTo(header.requestId(), false, (flags & MORE_TO_COME) == 0, compression);
    final int end = in.writerIndex() - checksummed(header, in, begin, flags);
    try {
      final int unknown = flags & REQUIRED & ~(CHECKSUM | MORE_TO_COME);
      if (unknown != 0) {
        throw WireException.refused(
            ILLEGAL_FLAG, "Message contains illegal flags value: 0b" + Integer.toBinaryString(unknown));
      }
      final byte[] sections = new byte[end - in.readerIndex()];
      in.readBytes(sections);
      return new Request(replyTo, Optional.empty(), new Sections(sections, limits).merged());
    } catch (final WireException e) {
      throw e.toward(replyTo);
    }
  }

  /** How many bytes the checksum takes at the end, once it was found to be right. */
  private static int checksummed(final MessageHeader header, final ByteBuf in, final int begin, final int flags)
      throws WireException {
    if ((flags & CHECKSUM) == 0) {
      return 0;
    }
    final int end = in.writerIndex() - CHECKSUM_BYTES;
    if (end < in.readerIndex()) {
      throw WireException.fatal("a message that ends before its checksum");
    }
    final CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(MessageHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN)
        .putInt(header.length()).putInt(header.requestId()).putInt(header.responseTo()).putInt(header.opCode())
        .flip());
    sum.update(in.nioBuffer(begin, end - begin));
    if ((int) sum.getValue() != in.getIntLE(end)) {
      throw WireException.fatal("the checksum does not match"); // not even the header is to be trusted
    }
    return CHECKSUM_BYTES;
  }

  // ---- OP_QUERY

  private Request query(final MessageHeader header, final ByteBuf in, final Compression compression)
      throws WireException {
    final byte[] bytes = new byte[in.readableBytes()];
    in.readBytes(bytes);
    int nameEnd = 4;
    while (nameEnd < bytes.length && bytes[nameEnd] != 0) {
      nameEnd++;
    }
    final int begin = nameEnd + 1 + 8; // after the number to skip and the number to return
    if (begin > bytes.length) {
      throw WireException.fatal("a query that ends in the middle of its head");
    }
    final String name = new String(bytes, 4, nameEnd - 4, StandardCharsets.UTF_8);
    final ReplyTo replyTo = new ReplyTo(header.requestId(), true, true, compression);
    try {
      final int end = BsonCheck.document(bytes, begin, bytes.length, limits.documentBytes(), limits.depth());
      if (!name.endsWith(".$cmd")) {
        throw WireException.refused(
            ErrorCode.UNSUPPORTED_OP_QUERY, "OP_QUERY is no longer supported: " + shortened(name));
      }
      return new Request(
          replyTo,
          Optional.of(name.substring(0, name.length() - ".$cmd".length())),
          new RawBsonDocument(bytes, begin, end - begin));
    } catch (final WireException e) {
      throw e.toward(replyTo);
    }
  }

  private static String shortened(final String name) {
    return name.length() > 200 ? name.substring(0, 200) : name;
  }
}
