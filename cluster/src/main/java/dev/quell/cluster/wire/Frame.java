package dev.quell.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Looks over the bytes before anything is made of them: each length must lie within what holds it, only the types that
 * are in use may occur, and nothing is nested deeply. So hostile lengths allocate nothing.
 */
final class Frame {
  private static final int MOST_DEPTH = 16;

  private final ByteBuffer bytes;

  private Frame(final byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void check(final byte[] bytes) throws WireException {
    final Frame frame = new Frame(bytes);
    if (bytes.length > MessageCodec.MAX_BYTES) {
      throw new WireException("a message of " + bytes.length + " bytes: expected at most " + MessageCodec.MAX_BYTES);
    }
    frame.document(bytes.length, 0);
    if (frame.bytes.hasRemaining()) {
      throw new WireException("bytes behind the message");
    }
  }

  private void document(final int end, final int depth) throws WireException {
    final int start = bytes.position();
    final int length = length(end, 5);
    if (depth > MOST_DEPTH) {
      throw new WireException("nested too deeply");
    }
    final int last = start + length - 1;
    while (bytes.position() < last) {
      final int type = bytes.get();
      skipName(last);
      value(type, last, depth);
    }
    if (bytes.position() != last || bytes.get() != 0) {
      throw new WireException("a document that does not end where it says");
    }
  }

  /** A length that counts from itself on, and fits in before the end. */
  private int length(final int end, final int least) throws WireException {
    final int start = bytes.position();
    if (end - start < least) {
      throw new WireException("cut off");
    }
    final int length = bytes.getInt();
    if (length < least || length > end - start) {
      throw new WireException("a length of " + length + " where " + (end - start) + " bytes are left");
    }
    return length;
  }

  private void skipName(final int end) throws WireException {
    while (bytes.position() < end) {
      if (bytes.get() == 0) {
        return;
      }
    }
    throw new WireException("a name without an end");
  }

  private void value(final int type, final int end, final int depth) throws WireException {
    switch (type) {
      case Bson.DOCUMENT, Bson.ARRAY -> document(end, depth + 1);
      case Bson.STRING -> skip(counted(end, 1), end);
      case Bson.BINARY -> skip(counted(end, 0) + 1, end); // its kind is not counted
      case Bson.BOOLEAN -> skip(1, end);
      case Bson.INT64 -> skip(Long.BYTES, end);
      default -> throw new WireException("a value of type " + type + ", which no message has");
    }
  }

  /** A length that counts what follows it. */
  private int counted(final int end, final int least) throws WireException {
    if (end - bytes.position() < Integer.BYTES) {
      throw new WireException("cut off");
    }
    final int length = bytes.getInt();
    if (length < least || length > end - bytes.position()) {
      throw new WireException("a length of " + length + " where " + (end - bytes.position()) + " bytes are left");
    }
    return length;
  }

  private void skip(final int length, final int end) throws WireException {
    if (length > end - bytes.position()) {
      throw new WireException("cut off");
    }
    bytes.position(bytes.position() + length);
  }
}
