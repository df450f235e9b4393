package dev.quell.cluster.wire;

import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Message.Echo;

/** Writes messages, one after another; {@link MessageCodec} reads them. For one thread at a time. */
public final class MessageEncoder {
  private final Out out = new Out();
  private final EntryBytes entries = new EntryBytes();

  /**
   * The message as bytes.
   *
   * @throws IllegalArgumentException if they are more than {@link MessageCodec#MAX_BYTES}: for a page of rows with very
   *     long texts
   */
  public byte[] encode(final Message message) {
    out.reset();
    out.number("v", MessageCodec.VERSION);
    Bodies.member(out, message.from());
    Bodies.reading(out, message.reading());
    final Echo echo = message.echo();
    if (echo != null) {
      out.document("echo", () -> {
        out.number("life", echo.incarnation());
        Bodies.reading(out, echo.reading());
        out.number("hold", echo.holdNanos());
      });
    }
    Bodies.write(out, message.body(), entries);
    final byte[] bytes = out.toBytes();
    if (bytes.length > MessageCodec.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the message has " + bytes.length + " bytes: expected at most " + MessageCodec.MAX_BYTES);
    }
    return bytes;
  }
}
