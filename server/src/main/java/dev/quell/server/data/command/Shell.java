package dev.quell.server.data.command;

import java.util.stream.Collectors;
import org.bson.BsonValue;

/** Values as error messages show them. */
final class Shell {
  private static final int LONGEST = 512;

  private Shell() {}

  /** The value, shortened if it is long. */
  static String text(final BsonValue value) {
    final String text = full(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private static String full(final BsonValue value) {
    return switch (value.getBsonType()) {
      case STRING -> '"' + value.asString().getValue() + '"';
      case INT32 -> Integer.toString(value.asInt32().getValue());
      case INT64 -> Long.toString(value.asInt64().getValue());
      case DOUBLE -> Double.toString(value.asDouble().getValue());
      case DECIMAL128 -> value.asDecimal128().getValue().toString();
      case BOOLEAN -> Boolean.toString(value.asBoolean().getValue());
      case NULL -> "null";
      case OBJECT_ID -> "ObjectId('" + value.asObjectId().getValue().toHexString() + "')";
      case DATE_TIME -> "new Date(" + value.asDateTime().getValue() + ")";
      case DOCUMENT ->
          value.asDocument().isEmpty()
              ? "{}"
              : value.asDocument().entrySet().stream()
                  .map(entry -> entry.getKey() + ": " + full(entry.getValue()))
                  .collect(Collectors.joining(", ", "{ ", " }"));
      case ARRAY -> value.asArray().stream().map(Shell::full).collect(Collectors.joining(", ", "[ ", " ]"));
      default -> value.toString();
    };
  }
}
