package dev.quell.server.wire;

import dev.quell.command.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.RawBsonDocument;

/** The sections of one OP_MSG: a body, and sequences of documents that belong into it as arrays. */
final class Sections {
  private static final byte BODY = 0;
  private static final byte SEQUENCE = 1;
  private static final byte ARRAY_TYPE = 4;
  private static final byte DOCUMENT_TYPE = 3;
  /** No command has more than two. */
  private static final int MOST_SEQUENCES = 16;

  private final byte[] bytes;
  private final WireLimits limits;
  private final List<Sequence> sequences = new ArrayList<>();
  private int body = -1;
  private int bodyEnd;

  private record Sequence(int name, int documents, int end) {}

  Sections(final byte[] bytes, final WireLimits limits) throws WireException {
    this.bytes = bytes;
    this.limits = limits;
    int at = 0;
    while (at < bytes.length) {
      final byte kind = bytes[at++];
      at = switch (kind) {
        case BODY -> body(at);
        case SEQUENCE -> sequence(at);
        default -> throw WireException.refused(ErrorCode.FAILED_TO_PARSE, "Unknown section kind " + (kind & 0xff));
      };
    }
    if (body < 0) {
      throw WireException.refused(40587, "OP_MSG messages must have a body");
    }
  }

  private int body(final int at) throws WireException {
    if (body >= 0) {
      throw WireException.refused(40430, "Multiple body sections in message");
    }
    body = at;
    bodyEnd = BsonCheck.document(bytes, at, bytes.length, limits.documentBytes(), limits.depth());
    return bodyEnd;
  }

  private int sequence(final int at) throws WireException {
    if (sequences.size() == MOST_SEQUENCES) { // or each costs many times its bytes
      throw WireException.refused(ErrorCode.FAILED_TO_PARSE, "More than " + MOST_SEQUENCES + " document sequences");
    }
    final int size = bytes.length - at < 4 ? -1 : BsonCheck.intAt(bytes, at);
    if (size < 5 || size > bytes.length - at) {
      throw WireException.refused(ErrorCode.INVALID_BSON, "A document sequence of " + size + " bytes where "
          + (bytes.length - at) + " are left");
    }
    final int end = at + size;
    int next = at + 4;
    while (next < end && bytes[next] != 0) {
      next++;
    }
    if (next == end) {
      throw WireException.refused(ErrorCode.INVALID_BSON, "A document sequence without an end to its name");
    }
    next++;
    sequences.add(new Sequence(at + 4, next, end));
    while (next < end) {
      next = BsonCheck.document(bytes, next, end, limits.documentBytes(), limits.depth() - 2);
    }
    return end;
  }

  /** The body with each sequence as an array at its end. Without sequences the bytes are not copied again. */
  RawBsonDocument merged() throws WireException {
    if (sequences.isEmpty()) {
      return new RawBsonDocument(bytes, body, bodyEnd - body);
    }
    requireDistinctNames();
    final Output out = new Output(bytes.length + (bytes.length >> 3));
    out.write(bytes, body, bodyEnd - body - 1); // without its end
    for (final Sequence sequence : sequences) {
      out.write(ARRAY_TYPE);
      out.write(bytes, sequence.name, sequence.documents - sequence.name);
      final int start = out.size();
      out.writeInt(0);
      int index = 0;
      for (int at = sequence.documents; at < sequence.end; index++) {
        final int length = BsonCheck.intAt(bytes, at);
        out.write(DOCUMENT_TYPE);
        out.writeIndex(index);
        out.write(bytes, at, length);
        at += length;
        if (out.size() > limits.mergedBytes()) {
          throw WireException.refused(
              ErrorCode.BSON_OBJECT_TOO_LARGE, "a command of more than " + limits.mergedBytes() + " bytes");
        }
      }
      out.write(0);
      out.setInt(start, out.size() - start);
    }
    out.write(0);
    out.setInt(0, out.size());
    return new RawBsonDocument(out.array(), 0, out.size());
  }

  private void requireDistinctNames() throws WireException {
    final Set<String> names = new HashSet<>(new RawBsonDocument(bytes, body, bodyEnd - body).keySet());
    for (final Sequence sequence : sequences) {
      final String name =
          new String(bytes, sequence.name, sequence.documents - 1 - sequence.name, StandardCharsets.UTF_8);
      if (!names.add(name)) {
        throw WireException.refused(40431, "A document sequence with a name that is there already: " + name);
      }
    }
  }

  /** Bytes that can be changed after they were written. */
  private static final class Output extends ByteArrayOutputStream {
    Output(final int capacity) {
      super(capacity);
    }

    byte[] array() {
      return buf;
    }

    void writeInt(final int value) {
      write(value);
      write(value >> 8);
      write(value >> 16);
      write(value >> 24);
    }

    void setInt(final int at, final int value) {
      buf[at] = (byte) value;
      buf[at + 1] = (byte) (value >> 8);
      buf[at + 2] = (byte) (value >> 16);
      buf[at + 3] = (byte) (value >> 24);
    }

    /** The key of an element of an array: its number in decimal. */
    void writeIndex(final int index) {
      final byte[] digits = Integer.toString(index).getBytes(StandardCharsets.ISO_8859_1);
      write(digits, 0, digits.length);
      write(0);
    }
  }
}
