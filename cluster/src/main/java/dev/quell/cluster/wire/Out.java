package dev.quell.cluster.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.BsonBinary;
import org.bson.BsonBinaryWriter;
import org.bson.UuidRepresentation;
import org.bson.io.BasicOutputBuffer;

/** Writes fields, in the order in which {@link In} reads them. */
final class Out {
  private final BasicOutputBuffer bytes = new BasicOutputBuffer(512);
  private final BsonBinaryWriter writer = new BsonBinaryWriter(bytes);

  Out() {
    writer.writeStartDocument();
  }

  byte[] toBytes() {
    writer.writeEndDocument();
    return bytes.toByteArray();
  }

  void number(final String name, final long value) {
    writer.writeInt64(name, value);
  }

  void truth(final String name, final boolean value) {
    writer.writeBoolean(name, value);
  }

  /** Text as UTF-8: what is no character becomes a question mark, so that it is as long when it is read. */
  void text(final String name, final String value) {
    writer.writeString(name, wellFormed(value));
  }

  private static String wellFormed(final String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, '?');
      }
    }
    return mended == null ? text : mended.toString();
  }

  void bytes(final String name, final byte[] value) {
    writer.writeBinaryData(name, new BsonBinary(value));
  }

  void uuid(final String name, final UUID value) {
    writer.writeBinaryData(name, new BsonBinary(value, UuidRepresentation.STANDARD));
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
    writer.writeStartDocument(name);
    fields.run();
    writer.writeEndDocument();
  }

  <T> void array(final String name, final Iterable<T> elements, final Consumer<? super T> fields) {
    writer.writeStartArray(name);
    for (final T element : elements) {
      writer.writeStartDocument();
      fields.accept(element);
      writer.writeEndDocument();
    }
    writer.writeEndArray();
  }
}
