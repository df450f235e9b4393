package dev.quell.server.dispatch;

import java.util.Locale;
import org.bson.BsonValue;

/** The words that error messages have for the types of BSON. */
final class TypeWord {
  private TypeWord() {}

  static String of(final BsonValue value) {
    return switch (value.getBsonType()) {
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
      default -> value.getBsonType().name().toLowerCase(Locale.ROOT);
    };
  }
}
