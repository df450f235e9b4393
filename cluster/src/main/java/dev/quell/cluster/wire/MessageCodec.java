package dev.quell.cluster.wire;

import dev.quell.cluster.protocol.Message;

/** Messages as BSON. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester") // only the surface is there yet
public final class MessageCodec {
  /** The version that this codec writes, and the only one that it reads. */
  public static final int VERSION = 1;
  /** The largest message, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private MessageCodec() {}

  /** The message as bytes. A message of the protocol is never too large. */
  public static byte[] encode(final Message message) {
    throw new UnsupportedOperationException("only the surface is there yet");
  }

  /**
   * The message that the bytes are.
   *
   * @throws WireException if they are none, whatever they are; nothing else is thrown
   */
  public static Message decode(final byte[] bytes) throws WireException {
    throw new UnsupportedOperationException("only the surface is there yet");
  }
}
