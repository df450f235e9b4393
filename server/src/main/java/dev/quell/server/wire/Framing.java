package dev.quell.server.wire;

import io.netty.buffer.ByteBuf;

/** Where a message ends, told from its beginning. */
public final class Framing {
  /** The least that a message can have. */
  public static final int HEADER_BYTES = MessageHeader.BYTES;

  private static final int OP_CODE_AT = 12;

  private Framing() {}

  /**
   * How long the message is that begins here, whether or not it is there as a whole.
   *
   * @param in the beginning of a message, left as it is
   * @param limits on its length
   * @return the length; zero if not even that can be seen yet
   * @throws WireException if no message begins so: the length is out of range, or the rest of the header is there and
   *     says something unknown, as when somebody speaks TLS to a plain port
   */
  public static int length(final ByteBuf in, final WireLimits limits) throws WireException {
    if (in.readableBytes() < Integer.BYTES) {
      return 0;
    }
    final int length = in.getIntLE(in.readerIndex());
    if (length < HEADER_BYTES) {
      throw WireException.fatal("a message of " + length + " bytes: expected " + HEADER_BYTES + " or more");
    }
    if (length > limits.messageBytes()) {
      throw WireException.fatal("a message of " + length + " bytes: the limit is " + limits.messageBytes());
    }
    if (in.readableBytes() >= HEADER_BYTES) {
      final int opCode = in.getIntLE(in.readerIndex() + OP_CODE_AT);
      if (opCode != OpCode.MSG && opCode != OpCode.QUERY && opCode != OpCode.COMPRESSED) {
        throw WireException.fatal("operation code " + opCode + " is not supported");
      }
    }
    return length;
  }
}
