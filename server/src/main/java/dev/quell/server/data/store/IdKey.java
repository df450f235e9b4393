package dev.quell.server.data.store;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;

/**
 * Bytes that are equal for values that are equal as an {@code _id} or as the key of a group: numbers compare by value,
 * whatever their type; the fields of documents in their order. The order of the bytes means nothing.
 */
public final class IdKey {
  private static final int NUMBER = 1;
  private static final int OTHER = 2;
  private static final int DOCUMENT = 3;
  private static final int ARRAY = 4;
  private static final int END = 5;
  private static final int DIGITS_OF_LONG = 19;

  private IdKey() {}

  /** The key of a value. */
  public static byte[] of(final BsonValue value) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream(24);
    write(value, out);
    return out.toByteArray();
  }

  private static void write(final BsonValue value, final ByteArrayOutputStream out) {
    switch (value.getBsonType()) {
      case INT32 -> number("" + value.asInt32().getValue(), out);
      case INT64 -> number("" + value.asInt64().getValue(), out);
      case DOUBLE -> number(textOf(value.asDouble().getValue()), out);
      case DECIMAL128 -> number(textOf(value.asDecimal128().getValue()), out);
      case DOCUMENT -> {
        out.write(DOCUMENT);
        value.asDocument().forEach((name, field) -> {
          text(name, out);
          write(field, out);
        });
        out.write(END);
      }
      case ARRAY -> {
        out.write(ARRAY);
        value.asArray().forEach(element -> write(element, out));
        out.write(END);
      }
      default -> {
        out.write(OTHER);
        out.write(value.getBsonType().getValue());
        bytes(encoded(value), out);
      }
    }
  }

  private static void number(final String text, final ByteArrayOutputStream out) {
    out.write(NUMBER);
    text(text, out);
  }

  private static String textOf(final double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    final long whole = (long) value;
    return whole == value && whole != Long.MAX_VALUE ? Long.toString(whole) : plain(new BigDecimal(value));
  }

  private static String textOf(final Decimal128 value) {
    if (value.isNaN() || value.isInfinite()) {
      return value.isNaN() ? "NaN" : value.isNegative() ? "-Infinity" : "Infinity";
    }
    // the library has no BigDecimal for a negative zero
    return value.equals(Decimal128.NEGATIVE_ZERO) || value.doubleValue() == 0 && isZero(value) ? "0"
        : plain(value.bigDecimalValue());
  }

  private static boolean isZero(final Decimal128 value) {
    return value.toString().chars().takeWhile(c -> c != 'E').noneMatch(c -> c >= '1' && c <= '9');
  }

  private static String plain(final BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    final BigDecimal stripped = value.stripTrailingZeros();
    final boolean mayBeLong = stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= DIGITS_OF_LONG;
    return mayBeLong && stripped.toBigInteger().bitLength() < Long.SIZE
        ? Long.toString(stripped.longValue())
        : stripped.toString();
  }

  private static void text(final String text, final ByteArrayOutputStream out) {
    bytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  private static void bytes(final byte[] bytes, final ByteArrayOutputStream out) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  private static byte[] encoded(final BsonValue value) {
    try (BasicOutputBuffer buffer = new BasicOutputBuffer(); BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      new BsonDocumentCodec().encode(writer, new BsonDocument("", value), EncoderContext.builder().build());
      return buffer.toByteArray();
    }
  }
}
