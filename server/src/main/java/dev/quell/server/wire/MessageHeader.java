package dev.quell.server.wire;

import io.netty.buffer.ByteBuf;

/**
 * The sixteen bytes that each message begins with.
 *
 * @param length of the whole message, these bytes included
 * @param requestId the sender's number for it
 * @param responseTo the number of the message that it answers
 * @param opCode what follows: one of {@link OpCode}, if it is known
 */
record MessageHeader(int length, int requestId, int responseTo, int opCode) {
  static final int BYTES = 16;

  /** Reads and skips a header; the caller has seen to it that sixteen bytes are there. */
  static MessageHeader read(final ByteBuf in) {
    return new MessageHeader(in.readIntLE(), in.readIntLE(), in.readIntLE(), in.readIntLE());
  }

  void write(final ByteBuf out) {
    out.writeIntLE(length).writeIntLE(requestId).writeIntLE(responseTo).writeIntLE(opCode);
  }
}
