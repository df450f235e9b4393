package dev.quell.cluster.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Writes a BSON document, its fields in the order in which {@link In} reads them. By hand, as {@link In} reads: a kill
 * waits for two messages to be written and read on its way there, and two on its way back.
 */
final class Out {
  private static final int FIRST_BYTES = 1_024;
  /** More than that is not kept for the next document. */
  private static final int MOST_KEPT_BYTES = 1 << 16;
  private static final int MOST_ASCII = 0x7f;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int size = Integer.BYTES; // the length of the document is written when it is known

  /** Begins a new document, whatever became of the one before. */
  void reset() {
    bytes = bytes.length > MOST_KEPT_BYTES ? new byte[FIRST_BYTES] : bytes;
    size = Integer.BYTES;
  }

  /** The document, which is complete. */
  byte[] toBytes() {
    end(0);
    return Arrays.copyOf(bytes, size);
  }

  void number(final String name, final long value) {
    name(Bson.INT64, name, Long.BYTES);
    Bson.putLong(bytes, size, value);
    size += Long.BYTES;
  }

  void truth(final String name, final boolean value) {
    name(Bson.BOOLEAN, name, 1);
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  /** Text as UTF-8: what is no character becomes a question mark, so that it is as long when it is read. */
  void text(final String name, final String value) {
    final int length = value.length();
    name(Bson.STRING, name, Integer.BYTES + length + 1);
    final int at = size + Integer.BYTES;
    for (int i = 0; i < length; i++) {
      final char c = value.charAt(i);
      if (c > MOST_ASCII) {
        utf8(value.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[at + i] = (byte) c;
    }
    endText(length);
  }

  private void utf8(final byte[] text) {
    require(Integer.BYTES + text.length + 1);
    System.arraycopy(text, 0, bytes, size + Integer.BYTES, text.length);
    endText(text.length);
  }

  private void endText(final int length) {
    Bson.putInt(bytes, size, length + 1);
    size += Integer.BYTES + length;
    bytes[size++] = 0;
  }

  void bytes(final String name, final byte[] value) {
    binary(name, Bson.GENERIC, value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void uuid(final String name, final UUID value) {
    binary(name, Bson.UUID, 2 * Long.BYTES);
    Bson.putHalf(bytes, size, value.getMostSignificantBits());
    Bson.putHalf(bytes, size + Long.BYTES, value.getLeastSignificantBits());
    size += 2 * Long.BYTES;
  }

  private void binary(final String name, final byte kind, final int length) {
    name(Bson.BINARY, name, Integer.BYTES + 1 + length);
    Bson.putInt(bytes, size, length);
    size += Integer.BYTES;
    bytes[size++] = kind;
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
    name(Bson.DOCUMENT, name, Integer.BYTES);
    final int start = begin();
    fields.run();
    end(start);
  }

  <T> void array(final String name, final Iterable<T> elements, final Consumer<? super T> fields) {
    name(Bson.ARRAY, name, Integer.BYTES);
    final int start = begin();
    int index = 0;
    for (final T element : elements) {
      name(Bson.DOCUMENT, Integer.toString(index++), Integer.BYTES);
      final int from = begin();
      fields.accept(element);
      end(from);
    }
    end(start);
  }

  /** Where the fields from now on begin, for {@link #since}. */
  int mark() {
    return size;
  }

  /** The fields since the mark, to be written again by {@link #again}. */
  byte[] since(final int mark) {
    return Arrays.copyOfRange(bytes, mark, size);
  }

  void again(final byte[] fields) {
    require(fields.length);
    System.arraycopy(fields, 0, bytes, size, fields.length);
    size += fields.length;
  }

  private int begin() {
    final int start = size;
    size += Integer.BYTES;
    return start;
  }

  private void end(final int start) {
    require(1);
    bytes[size++] = Bson.END;
    Bson.putInt(bytes, start, size - start);
  }

  /** The head of a field: names have ASCII alone. Then there is room for the value. */
  private void name(final byte type, final String name, final int valueLength) {
    final int length = name.length();
    require(2 + length + valueLength);
    bytes[size++] = type;
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) name.charAt(i);
    }
    bytes[size++] = 0;
  }

  private void require(final int more) {
    if (more > bytes.length - size) {
      if (more > MessageCodec.MAX_BYTES - size) {
        throw new IllegalArgumentException("the message has more than " + MessageCodec.MAX_BYTES + " bytes");
      }
      bytes = Arrays.copyOf(bytes, size + more + size);
    }
  }
}
