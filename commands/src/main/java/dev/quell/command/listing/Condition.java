package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * One field of a query: a value that a field must have, or comparisons that it must meet. A test is given all values
 * that the field has, the elements of arrays too; none if the field is not there.
 */
record Condition(String[] path, List<Predicate<List<BsonValue>>> tests) implements Predicate<BsonDocument> {
  /** How many comparisons one field may have to meet, and how many values it may have. */
  private static final int MAX_TESTS = 1_000;

  /** A condition on a field, whose name has a dot for each document that it lies in. */
  static Condition of(final String field, final BsonValue expected) {
    if (field.chars().filter(c -> c == '.').count() >= Limits.NESTING) { // each costs a look at every operation
      throw Limits.tooDeep("currentOp." + Errors.echo(field));
    }
    final List<Predicate<List<BsonValue>>> tests =
        isOperators(expected) ? tests(expected.asDocument(), field) : List.of(equalTo(expected));
    return new Condition(field.split("\\.", -1), tests);
  }

  private static boolean isOperators(final BsonValue value) {
    return value.isDocument() && !value.asDocument().isEmpty() && value.asDocument().getFirstKey().startsWith("$");
  }

  private static List<Predicate<List<BsonValue>>> tests(final BsonDocument operators, final String field) {
    if (operators.size() > MAX_TESTS) {
      throw Errors.tooMany("currentOp." + Errors.echo(field), MAX_TESTS);
    }
    final List<Predicate<List<BsonValue>>> tests = new ArrayList<>();
    operators.forEach((operator, operand) -> tests.add(test(operator, operand, field)));
    return tests;
  }

  @Override
  public boolean test(final BsonDocument document) {
    final List<BsonValue> values = new ArrayList<>();
    collect(document, 0, values);
    return tests.stream().allMatch(test -> test.test(values));
  }

  private void collect(final BsonValue value, final int step, final List<BsonValue> values) {
    if (step == path.length) {
      values.add(value);
      if (value.isArray()) {
        values.addAll(value.asArray());
      }
    } else if (value.isDocument()) {
      final BsonValue next = value.asDocument().get(path[step]);
      if (next != null) {
        collect(next, step + 1, values);
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.asArray().size(); i++) {
        final BsonValue element = value.asArray().get(i);
        if (path[step].equals(Integer.toString(i))) {
          collect(element, step + 1, values);
        } else if (element.isDocument()) {
          collect(element, step, values);
        }
      }
    }
  }

  private static Predicate<List<BsonValue>> test(
      final String operator, final BsonValue operand, final String field) {
    return switch (operator) {
      case "$eq" -> equalTo(operand);
      case "$ne" -> equalTo(operand).negate();
      case "$in" -> in(operand, operator);
      case "$nin" -> in(operand, operator).negate();
      case "$gt" -> compared(operand, order -> order > 0);
      case "$gte" -> compared(operand, order -> order >= 0);
      case "$lt" -> compared(operand, order -> order < 0);
      case "$lte" -> compared(operand, order -> order <= 0);
      case "$exists" -> {
        final boolean expected = truth(operand);
        yield values -> values.isEmpty() != expected;
      }
      case "$not" -> {
        if (!isOperators(operand)) {
          throw new CommandException(ErrorCode.BAD_VALUE, "$not needs a document of operators");
        }
        final List<Predicate<List<BsonValue>>> tests = tests(operand.asDocument(), field);
        yield values -> !tests.stream().allMatch(test -> test.test(values));
      }
      case "$regex", "$options" -> throw noRegex();
      default -> throw SimpleQueries.unknown("operator", operator);
    };
  }

  private static Predicate<List<BsonValue>> in(final BsonValue operand, final String operator) {
    if (!operand.isArray()) {
      throw new CommandException(ErrorCode.BAD_VALUE, operator + " needs an array");
    }
    if (operand.asArray().size() > MAX_TESTS) {
      throw Errors.tooMany(operator, MAX_TESTS);
    }
    return operand.asArray().stream().map(Condition::equalTo).reduce(values -> false, Predicate::or);
  }

  private static Predicate<List<BsonValue>> equalTo(final BsonValue expected) {
    if (expected.isRegularExpression()) {
      throw noRegex();
    }
    if (expected.isNull()) {
      return values -> values.isEmpty() || values.stream().anyMatch(BsonValue::isNull);
    }
    final BiPredicate<BsonValue, BsonValue> same =
        (value, other) -> isComparable(value, other) ? compare(value, other) == 0 : other.equals(value);
    return values -> values.stream().anyMatch(value -> same.test(value, expected));
  }

  private static Predicate<List<BsonValue>> compared(final BsonValue operand, final IntPredicate wanted) {
    if (!isComparable(operand, operand)) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "only numbers, strings and dates can be compared by their order here");
    }
    return values -> values.stream()
        .anyMatch(value -> isComparable(value, operand) && wanted.test(compare(value, operand)));
  }

  private static boolean isComparable(final BsonValue value, final BsonValue operand) {
    return value.isNumber() && operand.isNumber() || value.isString() && operand.isString()
        || value.isDateTime() && operand.isDateTime();
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

  /** Java's regular expressions can run for ever, and nothing here could stop them. */
  private static CommandException noRegex() {
    return new CommandException(
        ErrorCode.COMMAND_NOT_SUPPORTED, "this host has no regular expressions in the filter of currentOp");
  }
}
