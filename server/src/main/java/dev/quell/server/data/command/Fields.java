package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/**
 * The fields of a command whose types were checked by a {@link Shape}. A field that is not there answers with what one
 * gets without it.
 *
 * @param name with which refusals begin
 * @param document what was read
 */
record Fields(String name, BsonDocument document) {
  private static final int NEGATIVE = 51024;

  boolean has(final String field) {
    return !Shape.isAbsent(document.get(field));
  }

  /** One that is required. */
  BsonValue get(final String field) {
    return Objects.requireNonNull(document.get(field), field);
  }

  /** The empty document if it is not there. */
  BsonDocument object(final String field) {
    return has(field) ? document.getDocument(field) : new BsonDocument();
  }

  /** The empty array if it is not there. */
  BsonArray array(final String field) {
    return has(field) ? document.getArray(field) : new BsonArray();
  }

  /** The elements of an array of documents. */
  List<BsonDocument> objects(final String field) {
    final List<BsonDocument> objects = new ArrayList<>();
    for (final BsonValue element : array(field)) {
      if (!element.isDocument()) {
        throw Shape.wrongType(name + "." + field + "." + objects.size(), element, Kind.OBJECT.expected());
      }
      objects.add(element.asDocument());
    }
    return objects;
  }

  String string(final String field) {
    return has(field) ? document.getString(field).getValue() : "";
  }

  boolean bool(final String field, final boolean otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    final BsonValue value = get(field);
    return value.isBoolean() ? value.asBoolean().getValue() : value.asNumber().doubleValue() != 0;
  }

  /** A whole number, zero or more. */
  long count(final String field, final long otherwise) {
    final long value = whole(field, otherwise);
    if (value < 0) {
      throw new CommandException(
          NEGATIVE, "BSON field '" + field + "' value must be >= 0, actual value '" + value + "'");
    }
    return value;
  }

  /** A whole number. */
  long whole(final String field, final long otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    final BsonNumber number = get(field).asNumber();
    final double approximate = number.doubleValue();
    if (approximate != Math.rint(approximate) || Math.abs(approximate) > Long.MAX_VALUE) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE, "Expected an integer, but found: " + field + ": "
              + Shell.text(number));
    }
    return number.longValue();
  }

  /** Refuses options that change what a query means and that this server does not have. */
  void refuse(final String... options) {
    for (final String option : options) {
      final BsonValue value = document.get(option);
      final boolean harmless =
          value == null || Shape.isAbsent(value)
              || value.isBoolean() && !value.asBoolean().getValue()
              || value.isDocument() && value.asDocument().isEmpty();
      if (!harmless) {
        throw new CommandException(
            ErrorCode.COMMAND_NOT_SUPPORTED, "the option '" + option + "' of " + name + " is not supported");
      }
    }
  }
}
