package dev.quell.cluster.wire;

import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Message.Echo;
import dev.quell.cluster.protocol.Reading;

/** Messages as BSON: {@code {v, name, life, steady, waking, echo?, is, ...}}. Thread-safe. */
public final class MessageCodec {
  /** The version that this codec writes, and the only one that it reads. */
  public static final int VERSION = 1;
  /** The largest message, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MOST_TOLD = 500;

  private MessageCodec() {}

  /**
   * One message as bytes. For many there is {@link MessageEncoder}.
   *
   * @throws IllegalArgumentException if they are more than {@link #MAX_BYTES}: for a page of rows with very long texts
   */
  public static byte[] encode(final Message message) {
    return new MessageEncoder().encode(message);
  }

  /**
   * The message that the bytes are.
   *
   * @throws WireException if they are none, whatever they are; nothing else is thrown
   */
  public static Message decode(final byte[] bytes) throws WireException {
    Frame.check(bytes);
    try {
      final In in = new In(bytes);
      final long version = in.number("v");
      if (version != VERSION) {
        throw new WireException("a message of version " + version + ": expected " + VERSION);
      }
      final MemberId from = Bodies.member(in);
      final Reading reading = Bodies.reading(in);
      final Echo echo = in.has("echo")
          ? in.document("echo", () -> new Echo(in.number("life"), Bodies.reading(in), Bodies.nanos(in, "hold")))
          : null;
      final Message message = new Message(from, reading, echo, Bodies.read(in));
      in.end();
      return message;
    } catch (final RuntimeException e) { // of the records, of the core: whatever does not take a value
      final String why = String.valueOf(e.getMessage());
      final String told = toldOf(why);
      throw told.equals(why)
          ? new WireException("not a message: " + why, e)
          : new WireException("not a message: " + told); // without the cause, which has it all
    }
  }

  /** What is told of it: the sender has chosen the names in it, and a log has to bear them. */
  private static String toldOf(final String why) {
    final String told = why.length() > MOST_TOLD ? why.substring(0, MOST_TOLD) + "..." : why;
    return told.chars().anyMatch(Character::isISOControl) ? told.replaceAll("\\p{Cntrl}", "?") : told;
  }
}
