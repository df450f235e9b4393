package dev.quell.command.read;

import org.bson.BsonType;

/** The words that MongoDB's messages use for types. */
public final class BsonTypeNames {
  private static final String[] SUBTYPES = {
    "general", "function", "byte(deprecated)", "UUID(deprecated)", "UUID", "MD5", "encrypt", "column", "sensitive",
    "vector"
  };
  private static final int FIRST_CUSTOM = 0x80;

  private BsonTypeNames() {}

  /** The word for a type, for instance {@code objectId}. */
  public static String of(final BsonType type) {
    return switch (type) {
      case END_OF_DOCUMENT -> "missing";
      case DOUBLE -> "double";
      case STRING -> "string";
      case DOCUMENT -> "object";
      case ARRAY -> "array";
      case BINARY -> "binData";
      case UNDEFINED -> "undefined";
      case OBJECT_ID -> "objectId";
      case BOOLEAN -> "bool";
      case DATE_TIME -> "date";
      case NULL -> "null";
      case REGULAR_EXPRESSION -> "regex";
      case DB_POINTER -> "dbPointer";
      case JAVASCRIPT -> "javascript";
      case SYMBOL -> "symbol";
      case JAVASCRIPT_WITH_SCOPE -> "javascriptWithScope";
      case INT32 -> "int";
      case TIMESTAMP -> "timestamp";
      case INT64 -> "long";
      case DECIMAL128 -> "decimal";
      case MIN_KEY -> "minKey";
      case MAX_KEY -> "maxKey";
    };
  }

  /** The word for the subtype of binary data, for instance {@code general} for 0. */
  public static String ofBinary(final byte subType) {
    final int number = subType & 0xff;
    if (number >= FIRST_CUSTOM) {
      return "Custom";
    }
    return number < SUBTYPES.length ? SUBTYPES[number] : "invalid";
  }
}
