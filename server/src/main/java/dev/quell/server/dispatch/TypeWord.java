package dev.quell.server.dispatch;

import java.util.Locale;
import org.bson.BsonType;

/** The words that error messages have for the types of BSON, as MongoDB's have. */
public final class TypeWord {
  private TypeWord() {}

  /** The word for a type, for instance {@code objectId}. */
  public static String of(final BsonType type) {
    return switch (type) {
      case END_OF_DOCUMENT -> "missing";
      case DOCUMENT -> "object";
      case BINARY -> "binData";
      case OBJECT_ID -> "objectId";
      case BOOLEAN -> "bool";
      case DATE_TIME -> "date";
      case REGULAR_EXPRESSION -> "regex";
      case DB_POINTER -> "dbPointer";
      case JAVASCRIPT_WITH_SCOPE -> "javascriptWithScope";
      case INT32 -> "int";
      case INT64 -> "long";
      case DECIMAL128 -> "decimal";
      case MIN_KEY -> "minKey";
      case MAX_KEY -> "maxKey";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }
}
