package dev.quell.command.read;

import dev.quell.Uid;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonReader;
import org.bson.BsonType;

/** Reads single values, each of one type; the path is for the message when it is another. */
public final class Values {
  private static final int UUID_LENGTH = 16;

  private Values() {}

  /** Refuses a value of another type. */
  public static void require(
      final BsonReader reader, final BsonType expected, final String path) {
    if (reader.getCurrentBsonType() != expected) {
      throw Errors.wrongType(path, reader.getCurrentBsonType(), BsonTypeNames.of(expected));
    }
  }

  static String string(final BsonReader reader, final String path) {
    require(reader, BsonType.STRING, path);
    return reader.readString();
  }

  static long int64(final BsonReader reader, final String path) {
    require(reader, BsonType.INT64, path);
    return reader.readInt64();
  }

  /** A truth as MongoDB takes it: a boolean, or a number that is not zero. */
  public static boolean truth(final BsonReader reader, final String path) {
    return switch (reader.getCurrentBsonType()) {
      case BOOLEAN -> reader.readBoolean();
      case INT32 -> reader.readInt32() != 0;
      case INT64 -> reader.readInt64() != 0;
      case DOUBLE -> reader.readDouble() != 0;
      case DECIMAL128 -> !isZero(reader);
      default ->
          throw Errors.noneOfTheTypes(path, reader.getCurrentBsonType(), "bool, long, int, decimal, double");
    };
  }

  /**
   * A number of any type that is zero or more, rounded up to a whole one. More than a long can hold is the greatest
   * long.
   */
  public static long wholeNumber(final BsonReader reader, final String path) {
    final long whole = switch (reader.getCurrentBsonType()) {
      case INT32 -> reader.readInt32();
      case INT64 -> reader.readInt64();
      case DOUBLE -> roundedUp(reader.readDouble());
      case DECIMAL128 -> roundedUp(reader.readDecimal128().doubleValue());
      default -> throw Errors.noneOfTheTypes(path, reader.getCurrentBsonType(), "long, int, decimal, double");
    };
    if (whole < 0) {
      throw Errors.badValue(path, "must be a number that is not negative");
    }
    return whole;
  }

  /** Below zero for a number that is, and for one that is none. */
  private static long roundedUp(final double number) {
    return number >= 0 ? (long) Math.ceil(number) : -1;
  }

  private static boolean isZero(final BsonReader reader) {
    final var value = reader.readDecimal128();
    return !value.isNaN() && !value.isInfinite() && (value.getHigh() & 0x1ffffffffffffL) == 0 && value.getLow() == 0;
  }

  static UUID uuid(final BsonReader reader, final String path) {
    final byte[] bytes = binary(reader, BsonBinarySubType.UUID_STANDARD, "UUID", path);
    if (bytes.length != UUID_LENGTH) {
      throw new CommandException(
          ErrorCode.INVALID_UUID, "uuid must be a 16-byte binary field with UUID (4) subtype");
    }
    return new UUID(bigEndian(bytes, 0), bigEndian(bytes, Long.BYTES));
  }

  static Uid uid(final BsonReader reader, final String path) {
    final byte[] bytes = binary(reader, BsonBinarySubType.BINARY, "general", path);
    if (bytes.length != Uid.LENGTH) {
      throw new CommandException(
          ErrorCode.UNSUPPORTED_FORMAT, "Unsupported SHA256Block hash length: " + bytes.length);
    }
    return Uid.of(bytes);
  }

  private static byte[] binary(
      final BsonReader reader, final BsonBinarySubType expected, final String word, final String path) {
    require(reader, BsonType.BINARY, path);
    final BsonBinary binary = reader.readBinaryData();
    if (binary.getType() != expected.getValue()) {
      throw Errors.wrongBinary(path, binary.getType(), word);
    }
    return binary.getData();
  }

  private static long bigEndian(final byte[] bytes, final int from) {
    long value = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      value = value << Byte.SIZE | bytes[i] & 0xff;
    }
    return value;
  }
}
