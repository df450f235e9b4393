package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * One field of the filter of {@code currentOp}: a value that a field must have, or comparisons that it must meet. Less
 * than the language of queries, which the stage has in a pipeline.
 */
record Condition(String[] path, List<Predicate<@Nullable BsonValue>> tests) {
  /** How many comparisons one field may have to meet, and how many values it may have. */
  private static final int MAX_TESTS = 1_000;

  /** A condition on a field, whose name has a dot for each document that it lies in. */
  static Condition of(final String field, final BsonValue expected) {
    if (field.startsWith("$")) {
      throw unknown("top level operator", field);
    }
    if (field.chars().filter(c -> c == '.').count() >= Limits.NESTING) { // each costs a look at every operation
      throw Limits.tooDeep("currentOp." + Errors.echo(field));
    }
    final List<Predicate<@Nullable BsonValue>> tests = new ArrayList<>();
    if (expected.isDocument() && !expected.asDocument().isEmpty()
        && expected.asDocument().getFirstKey().startsWith("$")) {
      if (expected.asDocument().size() > MAX_TESTS) {
        throw Errors.tooMany("currentOp." + Errors.echo(field), MAX_TESTS);
      }
      expected.asDocument().forEach((operator, value) -> tests.add(test(operator, value)));
    } else {
      tests.add(equalTo(expected));
    }
    return new Condition(field.split("\\.", -1), tests);
  }

  boolean matches(final BsonDocument document) {
    BsonValue value = document;
    for (final String step : path) {
      value = value != null && value.isDocument() ? value.asDocument().get(step) : null;
    }
    for (final Predicate<@Nullable BsonValue> test : tests) {
      if (!test.test(value)) {
        return false;
      }
    }
    return true;
  }

  private static Predicate<@Nullable BsonValue> test(final String operator, final BsonValue operand) {
    return switch (operator) {
      case "$eq" -> equalTo(operand);
      case "$ne" -> equalTo(operand).negate();
      case "$in" -> in(operand, operator);
      case "$nin" -> in(operand, operator).negate();
      case "$gt" -> value -> isComparable(value, operand) && compare(value, operand) > 0;
      case "$gte" -> value -> isComparable(value, operand) && compare(value, operand) >= 0;
      case "$lt" -> value -> isComparable(value, operand) && compare(value, operand) < 0;
      case "$lte" -> value -> isComparable(value, operand) && compare(value, operand) <= 0;
      case "$exists" -> {
        final boolean expected = truth(operand);
        yield value -> (value != null) == expected;
      }
      default -> throw unknown("operator", operator);
    };
  }

  private static Predicate<@Nullable BsonValue> in(final BsonValue operand, final String operator) {
    if (!operand.isArray()) {
      throw new CommandException(ErrorCode.BAD_VALUE, operator + " needs an array");
    }
    if (operand.asArray().size() > MAX_TESTS) {
      throw Errors.tooMany(operator, MAX_TESTS);
    }
    return operand.asArray().stream().map(Condition::equalTo).reduce(value -> false, Predicate::or);
  }

  private static Predicate<@Nullable BsonValue> equalTo(final BsonValue expected) {
    return value -> isComparable(value, expected)
        ? compare(value, expected) == 0
        : expected.equals(value == null ? BsonNull.VALUE : value);
  }

  private static boolean isComparable(final @Nullable BsonValue value, final BsonValue operand) {
    return value != null
        && (value.isNumber() && operand.isNumber() || value.isString() && operand.isString()
            || value.isDateTime() && operand.isDateTime());
  }

  private static int compare(final BsonValue value, final BsonValue operand) {
    if (value.isString()) {
      return value.asString().getValue().compareTo(operand.asString().getValue());
    }
    if (value.isDateTime()) {
      return Long.compare(value.asDateTime().getValue(), operand.asDateTime().getValue());
    }
    final boolean whole = (value.isInt32() || value.isInt64()) && (operand.isInt32() || operand.isInt64());
    return whole
        ? Long.compare(value.asNumber().longValue(), operand.asNumber().longValue())
        : Double.compare(value.asNumber().doubleValue() + 0.0, operand.asNumber().doubleValue() + 0.0);
  }

  private static boolean truth(final BsonValue operand) {
    if (operand.isBoolean()) {
      return operand.asBoolean().getValue();
    }
    return !operand.isNumber() || operand.asNumber().doubleValue() != 0;
  }

  private static CommandException unknown(final String what, final String name) {
    return new CommandException(ErrorCode.BAD_VALUE, "unknown " + what + ": " + Errors.echo(name));
  }
}
