package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.server.dispatch.FieldCheck;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.bson.types.Decimal128;

/**
 * The fields of a command whose types were checked by a {@link Shape}. A field that is not there answers with what one
 * gets without it.
 *
 * @param name with which refusals begin
 * @param document what was read
 */
record Fields(String name, BsonDocument document) {
  private static final int TOO_SMALL = 51024;
  /** Below it a double has every whole number, and a fraction it does not change. */
  private static final double EXACT = 1L << 52;

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
    return value.isBoolean() ? value.asBoolean().getValue() : ((BsonNumber) value).doubleValue() != 0;
  }

  /** A whole number, zero or more. */
  long count(final String field, final long otherwise) {
    return atLeast(0, field, otherwise);
  }

  /** A whole number, one or more. */
  long positive(final String field, final long otherwise) {
    return atLeast(1, field, otherwise);
  }

  private long atLeast(final long least, final String field, final long otherwise) {
    final long value = whole(field, otherwise);
    if (value < least) {
      throw new CommandException(
          TOO_SMALL, "BSON field '" + field + "' value must be >= " + least + ", actual value '" + value + "'");
    }
    return value;
  }

  /** A number without its fraction; one that no long can hold is the nearest, and what is no number is zero. */
  long whole(final String field, final long otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    final BsonNumber number = (BsonNumber) get(field);
    return number.isDecimal128() ? whole(number.asDecimal128().getValue()) : number.longValue();
  }

  /** To the nearest, the even one of two, as MongoDB does with decimals alone. */
  private static long whole(final Decimal128 number) {
    final double approximate = number.isNaN() ? 0 : number.isInfinite() ? infinite(number) : number.doubleValue();
    if (Math.abs(approximate) < EXACT) {
      return (long) Math.rint(approximate);
    }
    return number.isInfinite() || Math.abs(approximate) >= Long.MAX_VALUE
        ? (long) approximate
        : number.bigDecimalValue().setScale(0, RoundingMode.HALF_EVEN).longValue();
  }

  private static double infinite(final Decimal128 number) {
    return number.isNegative() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /** A number as it is, with its fraction. */
  double number(final String field, final double otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    final BsonValue value = get(field);
    return value.isDecimal128() && value.asDecimal128().getValue().isNaN()
        ? Double.NaN : ((BsonNumber) value).doubleValue();
  }

  /** Refuses the fields of a document within a command that the table refuses. */
  void refuse() {
    FieldCheck.refuse(name, document);
  }
}
