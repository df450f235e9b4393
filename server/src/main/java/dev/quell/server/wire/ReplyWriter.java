package dev.quell.server.wire;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;

/** Writes replies. Immutable, for any thread. */
public final class ReplyWriter {
  private static final int AWAIT_CAPABLE = 8; // what OP_REPLY carries since long ago

  private final WireLimits limits;
  private final BsonDocumentCodec codec = new BsonDocumentCodec();

  /** A writer that keeps to limits. */
  public ReplyWriter(final WireLimits limits) {
    this.limits = limits;
  }

  /**
   * Writes a reply. One that is larger than a message may be becomes error 10334.
   *
   * @param allocator gives the buffer
   * @param to how to answer
   * @param id the reply's own number
   * @param reply what to say
   * @return one whole message, the caller's to release
   */
  public ByteBuf write(final ByteBufAllocator allocator, final ReplyTo to, final int id, final BsonDocument reply) {
    try {
      return writeAny(allocator, to, id, reply);
    } catch (final BsonMaximumSizeExceededException e) {
      return writeAny(allocator, to, id, new CommandException(
          ErrorCode.BSON_OBJECT_TOO_LARGE,
          "the reply is larger than a message may be: the limit is " + limits.messageBytes() + " bytes").toReply());
    }
  }

  private ByteBuf writeAny(final ByteBufAllocator allocator, final ReplyTo to, final int id, final BsonDocument reply) {
    final ByteBuf plain = allocator.buffer();
    boolean done = false;
    try {
      plain.writeZero(MessageHeader.BYTES);
      if (to.legacy()) {
        plain.writeIntLE(AWAIT_CAPABLE).writeLongLE(0).writeIntLE(0).writeIntLE(1); // no cursor, from 0, one document
      } else {
        plain.writeIntLE(0).writeByte(0);
      }
      try (BsonBinaryWriter writer = new BsonBinaryWriter(new ByteBufOutput(plain, limits.messageBytes()))) {
        codec.encode(writer, reply, EncoderContext.builder().build());
      }
      final int opCode = to.legacy() ? OpCode.REPLY : OpCode.MSG;
      if (to.compression() != Compression.NONE) {
        return packed(allocator, to, id, opCode, plain);
      }
      putHeader(plain, id, to.requestId(), opCode);
      done = true;
      return plain;
    } finally {
      if (!done) {
        plain.release();
      }
    }
  }

  private static ByteBuf packed(
      final ByteBufAllocator allocator, final ReplyTo to, final int id, final int opCode, final ByteBuf plain) {
    plain.skipBytes(MessageHeader.BYTES);
    final ByteBuf packed = allocator.buffer(MessageHeader.BYTES + plain.readableBytes() / 2);
    boolean done = false;
    try {
      packed.writeZero(MessageHeader.BYTES);
      packed.writeIntLE(opCode).writeIntLE(plain.readableBytes()).writeByte(to.compression().id());
      to.compression().pack(plain, packed);
      putHeader(packed, id, to.requestId(), OpCode.COMPRESSED);
      done = true;
      return packed;
    } finally {
      if (!done) {
        packed.release();
      }
    }
  }

  private static void putHeader(final ByteBuf message, final int id, final int responseTo, final int opCode) {
    final int end = message.writerIndex();
    message.writerIndex(0);
    new MessageHeader(end, id, responseTo, opCode).write(message);
    message.writerIndex(end);
  }
}
