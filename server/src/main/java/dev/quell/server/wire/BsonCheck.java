package dev.quell.server.wire;

import dev.quell.command.ErrorCode;

/**
 * Looks at every byte of a document once, so that no later access to it can fail, however lazy. What is text may be bad
 * UTF-8: that reads as replacement characters.
 */
final class BsonCheck {
  private static final int SMALLEST = 5; // a length and the end

  private final byte[] bytes;
  private final int maxDepth;
  private int at;

  private BsonCheck(final byte[] bytes, final int at, final int maxDepth) {
    this.bytes = bytes;
    this.at = at;
    this.maxDepth = maxDepth;
  }

  /**
   * Checks a document.
   *
   * @param bytes where it is
   * @param from where it begins
   * @param to where it must end at the latest
   * @param maxBytes how long it may be
   * @param maxDepth how deeply it may nest
   * @return where it ends
   * @throws WireException with 22 if it is no BSON, 10334 if it is too long, 15 if too deep
   */
  static int document(final byte[] bytes, final int from, final int to, final int maxBytes, final int maxDepth)
      throws WireException {
    if (to - from < SMALLEST) {
      throw invalid("a document ends too early");
    }
    final int length = intAt(bytes, from);
    if (length < SMALLEST || length > to - from) {
      throw invalid("a document of " + length + " bytes where " + (to - from) + " are left");
    }
    if (length > maxBytes) {
      throw WireException.refused(
          ErrorCode.BSON_OBJECT_TOO_LARGE, "a document of " + length + " bytes: the limit is " + maxBytes);
    }
    new BsonCheck(bytes, from, maxDepth).document(from + length, 1);
    return from + length;
  }

  static int intAt(final byte[] bytes, final int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
  }

  /**
   * From the length of a document, known to be in bounds, to its end. Not deeper than the limit, so recursion is safe.
   */
  private void document(final int end, final int depth) throws WireException {
    if (depth > maxDepth) {
      throw WireException.refused(ErrorCode.OVERFLOW, "the document nests more than " + maxDepth + " levels deep");
    }
    at += 4;
    while (true) {
      need(1, end);
      final byte type = bytes[at++];
      if (type == 0) {
        break;
      }
      name(end);
      value(type, end, depth);
    }
    if (at != end) {
      throw invalid("a document ends before its length says");
    }
  }

  private void value(final byte type, final int end, final int depth) throws WireException {
    switch (type) {
      case 0x01, 0x09, 0x11, 0x12 -> skip(8, end);
      case 0x02, 0x0D, 0x0E -> string(end);
      case 0x03, 0x04 -> document(inner(end), depth + 1);
      case 0x05 -> binary(end);
      case 0x06, 0x0A, 0x7F, -1 -> {} // undefined, null, the largest and the smallest key
      case 0x07 -> skip(12, end);
      case 0x08 -> bool(end);
      case 0x0B -> {
        name(end);
        name(end);
      }
      case 0x0C -> {
        string(end);
        skip(12, end);
      }
      case 0x0F -> codeWithScope(end, depth);
      case 0x10 -> skip(4, end);
      case 0x13 -> skip(16, end);
      default -> throw invalid("a value of the unknown type " + (type & 0xff));
    }
  }

  /** Where the document ends that begins here. */
  private int inner(final int end) throws WireException {
    need(SMALLEST, end);
    final int length = intAt(bytes, at);
    if (length < SMALLEST || length > end - at) {
      throw invalid("an embedded document of " + length + " bytes where " + (end - at) + " are left");
    }
    return at + length;
  }

  private void codeWithScope(final int end, final int depth) throws WireException {
    final int last = inner(end);
    at += 4;
    string(last);
    if (inner(last) != last) {
      throw invalid("a scope that does not end with its code");
    }
    document(last, depth + 1);
  }

  private void string(final int end) throws WireException {
    need(SMALLEST, end);
    final int length = intAt(bytes, at);
    if (length < 1 || length > end - at - 4 || bytes[at + 3 + length] != 0) {
      throw invalid("a string of " + length + " bytes that does not end there");
    }
    at += 4 + length;
  }

  private void binary(final int end) throws WireException {
    need(SMALLEST, end);
    final int length = intAt(bytes, at);
    final byte subtype = bytes[at + 4];
    if (length < 0 || length > end - at - SMALLEST) {
      throw invalid("binary data of " + length + " bytes where " + (end - at - SMALLEST) + " are left");
    }
    // the old form has a second length inside
    if (subtype == 2 && (length < 4 || intAt(bytes, at + SMALLEST) != length - 4)) {
      throw invalid("old binary data with two lengths that do not agree");
    }
    at += SMALLEST + length;
  }

  private void bool(final int end) throws WireException {
    need(1, end);
    if ((bytes[at] & 0xfe) != 0) {
      throw invalid("a boolean of " + bytes[at]);
    }
    at++;
  }

  private void name(final int end) throws WireException {
    while (at < end && bytes[at] != 0) {
      at++;
    }
    skip(1, end);
  }

  private void skip(final int count, final int end) throws WireException {
    need(count, end);
    at += count;
  }

  private void need(final int count, final int end) throws WireException {
    if (end - at < count) {
      throw invalid("a document ends in the middle of a value");
    }
  }

  private static WireException invalid(final String what) {
    return WireException.refused(ErrorCode.INVALID_BSON, "Invalid BSON: " + what);
  }
}
