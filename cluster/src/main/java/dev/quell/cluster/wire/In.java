package dev.quell.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinarySubType;
import org.bson.BsonType;

/**
 * Reads fields, each of one type and in one order. What is not as expected is an {@link IllegalArgumentException} or an
 * exception of the BSON library, which {@link MessageCodec} makes one of.
 */
final class In {
  /** Instants and durations of sessions and operations are far within. */
  static final long MOST_SECONDS = 1L << 50;

  private final BsonBinaryReader reader;
  private BsonType next = BsonType.END_OF_DOCUMENT;
  private String nextName = "";

  /** @param bytes what {@link Frame} has let pass */
  In(final byte[] bytes) {
    reader = new BsonBinaryReader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    reader.readStartDocument();
    advance();
  }

  /** Reads on to the next field. */
  private void advance() {
    next = reader.readBsonType();
    nextName = next == BsonType.END_OF_DOCUMENT ? "" : reader.readName();
  }

  void end() {
    if (next != BsonType.END_OF_DOCUMENT) {
      throw new IllegalArgumentException("a field too many: " + nextName);
    }
    reader.readEndDocument();
  }

  private void field(final String name, final BsonType type) {
    if (next != type || !nextName.equals(name)) {
      throw new IllegalArgumentException(nextName + " is " + next + ": expected " + name + " as " + type);
    }
  }

  private <T> T then(final T value) {
    advance();
    return value;
  }

  long number(final String name) {
    field(name, BsonType.INT64);
    return then(reader.readInt64());
  }

  long number(final String name, final long least, final long most) {
    final long value = number(name);
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " is " + value + ": expected " + least + " to " + most);
    }
    return value;
  }

  boolean truth(final String name) {
    field(name, BsonType.BOOLEAN);
    return then(reader.readBoolean());
  }

  String text(final String name) {
    field(name, BsonType.STRING);
    return then(reader.readString());
  }

  byte[] bytes(final String name) {
    field(name, BsonType.BINARY);
    return then(reader.readBinaryData().getData());
  }

  UUID uuid(final String name) {
    field(name, BsonType.BINARY);
    final BsonBinary binary = reader.readBinaryData();
    if (binary.getType() != BsonBinarySubType.UUID_STANDARD.getValue()) {
      throw new IllegalArgumentException(name + " is no UUID");
    }
    return then(binary.asUuid());
  }

  Duration duration(final String name) {
    return document(
        name, () -> Duration.ofSeconds(number("s", 0, MOST_SECONDS), number("n", 0, 999_999_999)));
  }

  Instant instant(final String name) {
    return document(
        name, () -> Instant.ofEpochSecond(
            number("s", Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()), number("n", 0, 999_999_999)));
  }

  /** Whether this field is next: for those that may be left out. */
  boolean has(final String name) {
    return next != BsonType.END_OF_DOCUMENT && nextName.equals(name);
  }

  <T> T document(final String name, final Supplier<T> fields) {
    field(name, BsonType.DOCUMENT);
    return then(element(fields));
  }

  <T> List<T> array(final String name, final int most, final Supplier<T> fields) {
    field(name, BsonType.ARRAY);
    final List<T> elements = new ArrayList<>();
    reader.readStartArray();
    for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
      if (type != BsonType.DOCUMENT || elements.size() == most) {
        throw new IllegalArgumentException(name + " has an element that is no document, or more than " + most);
      }
      elements.add(element(fields));
    }
    reader.readEndArray();
    return then(elements);
  }

  private <T> T element(final Supplier<T> fields) {
    reader.readStartDocument();
    advance();
    final T value = fields.get();
    end();
    return value;
  }
}
