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
 * Reads the fields of one BSON document, each of one type and in one order. What is not as expected is a {@link
 * RuntimeException}, of which {@link MessageCodec} makes one of its own.
 *
 * <p><b>Invariant.</b> {@link Frame} has found that every length lies within what holds it: what this takes for a field
 * ends before the document does. It looks at what {@link Frame} passes over: names, and the values themselves.
 */
final class In {
  /** Instants and durations of sessions and operations are far within. */
  static final long MOST_SECONDS = 1L << 50;

  private final byte[] bytes;
  private int at = Integer.BYTES; // the type of the next field, or the end of the document

  /** @param bytes what {@link Frame} has let pass */
  In(final byte[] bytes) {
    this.bytes = bytes;
  }

  /** The document that is being read has no more fields. */
  void end() {
    if (bytes[at] != Bson.END) {
      throw new IllegalArgumentException("a field too many: " + nextName());
    }
    at++;
  }

  /** Moves on to the value of the next field. */
  private void field(final String name, final byte type) {
    if (bytes[at] != type || !isNext(name)) {
      throw new IllegalArgumentException(
          nextName() + " is of type " + bytes[at] + ": expected " + name + " of type " + type);
    }
    at += 1 + name.length() + 1;
  }

  private boolean isNext(final String name) {
    final int length = name.length();
    if (bytes.length - at < length + 2) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + 1 + i] != name.charAt(i)) {
        return false;
      }
    }
    return bytes[at + 1 + length] == 0;
  }

  private String nextName() {
    if (bytes[at] == Bson.END) {
      return "the end";
    }
    return new String(bytes, at + 1, endOfName() - at - 1, StandardCharsets.UTF_8);
  }

  /** Where the name of the next field ends: at its zero. */
  private int endOfName() {
    int end = at + 1;
    while (bytes[end] != 0) {
      end++;
    }
    return end;
  }

  long number(final String name) {
    field(name, Bson.INT64);
    final long value = Bson.longAt(bytes, at);
    at += Long.BYTES;
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
      throw new IllegalArgumentException(name + " is " + value + ": expected 0 or 1");
    }
    return value == 1;
  }

  String text(final String name) {
    field(name, Bson.STRING);
    final int length = count() - 1;
    final String value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    if (bytes[at++] != 0) {
      throw new IllegalArgumentException(name + " does not end with a zero");
    }
    return value;
  }

  byte[] bytes(final String name) {
    final int length = binary(name, Bson.GENERIC);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  UUID uuid(final String name) {
    final int length = binary(name, Bson.UUID);
    if (length != 2 * Long.BYTES) {
      throw new IllegalArgumentException(name + " is no UUID");
    }
    at += length;
    return new UUID(Bson.halfAt(bytes, at - length), Bson.halfAt(bytes, at - Long.BYTES));
  }

  /** Moves on to the bytes, and says how many they are. */
  private int binary(final String name, final byte kind) {
    field(name, Bson.BINARY);
    final int length = count();
    if (bytes[at++] != kind) {
      throw new IllegalArgumentException(name + " is binary of kind " + bytes[at - 1] + ": expected " + kind);
    }
    return length;
  }

  private int count() {
    final int count = Bson.intAt(bytes, at);
    at += Integer.BYTES;
    return count;
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
    return bytes[at] != Bson.END && isNext(name);
  }

  <T> T document(final String name, final Supplier<T> fields) {
    field(name, Bson.DOCUMENT);
    return element(fields);
  }

  <T> List<T> array(final String name, final int most, final Supplier<T> fields) {
    field(name, Bson.ARRAY);
    at += Integer.BYTES;
    final List<T> elements = new ArrayList<>();
    while (bytes[at] != Bson.END) {
      if (bytes[at] != Bson.DOCUMENT || elements.size() == most) {
        throw new IllegalArgumentException(name + " has an element that is no document, or more than " + most);
      }
      at = endOfName() + 1;
      elements.add(element(fields));
    }
    at++;
    return elements;
  }

  private <T> T element(final Supplier<T> fields) {
    at += Integer.BYTES;
    final T value = fields.get();
    end();
    return value;
  }
}
