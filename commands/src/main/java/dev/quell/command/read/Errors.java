package dev.quell.command.read;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import org.bson.BsonType;

/** The refusals of the parser, in the shape that MongoDB gives them. */
public final class Errors {
  /** The most characters of a client's own text that a message repeats. */
  private static final int MOST_ECHOED = 128;

  private Errors() {}

  /** {@code BSON field 'P' is the wrong type 'string', expected type 'array'}. */
  public static CommandException wrongType(final String path, final BsonType type, final String expected) {
    return wrongType(path, BsonTypeNames.of(type), expected);
  }

  static CommandException wrongType(final String path, final String type, final String expected) {
    return new CommandException(
        ErrorCode.TYPE_MISMATCH,
        "BSON field '" + path + "' is the wrong type '" + type + "', expected type '" + expected + "'");
  }

  /** {@link #wrongType} where several types would do. */
  public static CommandException noneOfTheTypes(final String path, final BsonType type, final String expected) {
    return new CommandException(
        ErrorCode.TYPE_MISMATCH,
        "BSON field '" + path + "' is the wrong type '" + BsonTypeNames.of(type) + "', expected types '[" + expected
            + "]'");
  }

  static CommandException wrongBinary(final String path, final byte subType, final String expected) {
    return new CommandException(
        ErrorCode.TYPE_MISMATCH,
        "BSON field '" + path + "' is the wrong binData type '" + BsonTypeNames.ofBinary(subType)
            + "', expected type '" + expected + "'");
  }

  /** {@code BSON field 'P.f' is an unknown field.} */
  public static CommandException unknown(final String path, final String field) {
    return new CommandException(
        ErrorCode.UNKNOWN_FIELD, "BSON field '" + path + '.' + echo(field) + "' is an unknown field.");
  }

  /** {@code BSON field 'P.f' is a duplicate field}. */
  public static CommandException duplicate(final String path, final String field) {
    return new CommandException(
        ErrorCode.DUPLICATE_FIELD, "BSON field '" + path + '.' + echo(field) + "' is a duplicate field");
  }

  /** {@code BSON field 'P.f' is missing but a required field}. */
  public static CommandException missing(final String path, final String field) {
    return new CommandException(
        ErrorCode.MISSING_FIELD, "BSON field '" + path + '.' + field + "' is missing but a required field");
  }

  /** More elements than are accepted. */
  public static CommandException tooMany(final String path, final int most) {
    return new CommandException(
        ErrorCode.INVALID_LENGTH, "BSON field '" + path + "' has too many elements, expected at most " + most);
  }

  /** A value that makes no sense. */
  public static CommandException badValue(final String path, final String problem) {
    return new CommandException(ErrorCode.BAD_VALUE, "BSON field '" + path + "' " + problem);
  }

  /** {@code Enumeration value 'v' for field 'P' is not a valid value.} */
  public static CommandException notInEnumeration(final String path, final String value) {
    return new CommandException(
        ErrorCode.BAD_VALUE, "Enumeration value '" + echo(value) + "' for field '" + path + "' is not a valid value.");
  }

  /** A client's text, cut if it is long. */
  public static String echo(final String text) {
    return text.length() <= MOST_ECHOED ? text : text.substring(0, MOST_ECHOED) + "...";
  }
}
