package dev.quell.cluster.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes fields, in the order in which {@link In} reads them. */
final class Out {
  private static final int UUID_BYTES = 16;

  private byte[] bytes = new byte[1_024];
  private int length = Integer.BYTES; // behind the length of the document, which is written last

  byte[] toBytes() {
    end(0);
    return Arrays.copyOf(bytes, length);
  }

  private void room(final int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * Math.min(length, Integer.MAX_VALUE / 4)));
    }
  }

  /** Names are ASCII. */
  private void name(final byte type, final String name) {
    room(name.length() + 2);
    bytes[length++] = type;
    for (int i = 0; i < name.length(); i++) {
      bytes[length++] = (byte) name.charAt(i);
    }
    bytes[length++] = 0;
  }

  private void int32(final int value) {
    room(Integer.BYTES);
    Bson.INT.set(bytes, length, value);
    length += Integer.BYTES;
  }

  private void all(final byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  private void one(final byte value) {
    room(1);
    bytes[length++] = value;
  }

  void number(final String name, final long value) {
    name(Bson.INT64, name);
    room(Long.BYTES);
    Bson.LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  void truth(final String name, final boolean value) {
    name(Bson.BOOLEAN, name);
    one((byte) (value ? 1 : 0));
  }

  /** Text as UTF-8: what is no character becomes a question mark, so that it is as long when it is read. */
  void text(final String name, final String value) {
    name(Bson.STRING, name);
    final byte[] utf = value.getBytes(StandardCharsets.UTF_8); // which replaces it so
    int32(utf.length + 1);
    all(utf);
    one((byte) 0);
  }

  void bytes(final String name, final byte[] value) {
    name(Bson.BINARY, name);
    int32(value.length);
    one(Bson.GENERIC);
    all(value);
  }

  void uuid(final String name, final UUID value) {
    name(Bson.BINARY, name);
    int32(UUID_BYTES);
    one(Bson.UUID);
    room(UUID_BYTES);
    Bson.BIG_LONG.set(bytes, length, value.getMostSignificantBits());
    Bson.BIG_LONG.set(bytes, length + Long.BYTES, value.getLeastSignificantBits());
    length += UUID_BYTES;
  }

  void duration(final String name, final Duration value) {
    document(name, () -> {
      number("s", Math.min(value.getSeconds(), In.MOST_SECONDS)); // as good as for ever
      number("n", value.getNano());
    });
  }

  void instant(final String name, final Instant value) {
    document(name, () -> {
      number("s", value.getEpochSecond());
      number("n", value.getNano());
    });
  }

  void document(final String name, final Runnable fields) {
    final int start = begin(Bson.DOCUMENT, name);
    fields.run();
    end(start);
  }

  <T> void array(final String name, final Iterable<T> elements, final Consumer<? super T> fields) {
    final int start = begin(Bson.ARRAY, name);
    int index = 0;
    for (final T element : elements) {
      final int elementStart = begin(Bson.DOCUMENT, Integer.toString(index++));
      fields.accept(element);
      end(elementStart);
    }
    end(start);
  }

  private int begin(final byte type, final String name) {
    name(type, name);
    final int start = length;
    int32(0);
    return start;
  }

  private void end(final int start) {
    one(Bson.END);
    Bson.INT.set(bytes, start, length - start);
  }
}
