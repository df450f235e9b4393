package dev.quell.cluster.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads fields, each of one type and in one order. What is not as expected is an {@link IllegalArgumentException},
 * which {@link MessageCodec} makes one of its own.
 */
final class In {
  /** Instants and durations of sessions and operations are far within. */
  static final long MOST_SECONDS = 1L << 50;

  private static final int UUID_BYTES = 16;

  private final byte[] bytes;
  private int at = Integer.BYTES; // behind what was read
  private byte next; // the type of the next field
  private int nextName; // where its name begins

  /** @param bytes what {@link Frame} has let pass */
  In(final byte[] bytes) {
    this.bytes = bytes;
    advance();
  }

  /** Reads on to the next field. */
  private void advance() {
    next = bytes[at++];
    if (next != Bson.END) {
      nextName = at;
      skipName();
    }
  }

  private void skipName() {
    while (bytes[at++] != 0) {
      // until its end
    }
  }

  private boolean isNext(final String name) {
    for (int i = 0; i < name.length(); i++) {
      if (bytes[nextName + i] != name.charAt(i)) { // at the latest where the name ends
        return false;
      }
    }
    return bytes[nextName + name.length()] == 0;
  }

  void end() {
    if (next != Bson.END) {
      throw new IllegalArgumentException("a field too many");
    }
  }

  private void field(final String name, final byte type) {
    if (next != type || !isNext(name)) {
      throw new IllegalArgumentException("a value of type " + next + ": expected " + name + " of type " + type);
    }
  }

  private <T> T then(final T value) {
    advance();
    return value;
  }

  private int int32() {
    final int value = (int) Bson.INT.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  long number(final String name) {
    field(name, Bson.INT64);
    final long value = (long) Bson.LONG.get(bytes, at);
    at += Long.BYTES;
    advance();
    return value;
  }

  long number(final String name, final long least, final long most) {
    final long value = number(name);
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " is " + value + ": expected " + least + " to " + most);
    }
    return value;
  }

  boolean truth(final String name) {
    field(name, Bson.BOOLEAN);
    final byte value = bytes[at++];
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException(name + " is neither true nor false");
    }
    advance();
    return value == 1;
  }

  String text(final String name) {
    field(name, Bson.STRING);
    final int length = int32() - 1;
    final String value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    if (bytes[at++] != 0) {
      throw new IllegalArgumentException(name + " does not end where it says");
    }
    return then(value);
  }

  byte[] bytes(final String name) {
    return then(binary(name, Bson.GENERIC));
  }

  private byte[] binary(final String name, final byte subtype) {
    field(name, Bson.BINARY);
    final int length = int32();
    if (bytes[at++] != subtype) {
      throw new IllegalArgumentException(name + " is binary data of another kind");
    }
    final byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  UUID uuid(final String name) {
    final byte[] value = binary(name, Bson.UUID);
    if (value.length != UUID_BYTES) {
      throw new IllegalArgumentException(name + " is no UUID");
    }
    return then(new UUID((long) Bson.BIG_LONG.get(value, 0), (long) Bson.BIG_LONG.get(value, Long.BYTES)));
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
    return next != Bson.END && isNext(name);
  }

  <T> T document(final String name, final Supplier<T> fields) {
    field(name, Bson.DOCUMENT);
    return then(element(fields));
  }

  <T> List<T> array(final String name, final int most, final Supplier<T> fields) {
    field(name, Bson.ARRAY);
    final List<T> elements = new ArrayList<>();
    at += Integer.BYTES;
    for (byte type = bytes[at++]; type != Bson.END; type = bytes[at++]) {
      if (type != Bson.DOCUMENT || elements.size() == most) {
        throw new IllegalArgumentException(name + " has an element that is no document, or more than " + most);
      }
      skipName();
      elements.add(element(fields));
    }
    return then(elements);
  }

  private <T> T element(final Supplier<T> fields) {
    at += Integer.BYTES;
    advance();
    final T value = fields.get();
    end();
    return value;
  }
}
