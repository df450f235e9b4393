package dev.quell.server.data.query;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Refuses what this server does not do, or cannot do in bounds, before any of it runs. */
final class Guard {
  private static final Set<String> JAVASCRIPT = Set.of("$where", "$function", "$accumulator");
  /** Of mongod's query language, and not of the library's. */
  private static final Set<String> NOT_BUILT = Set.of(
      "$bitsAllSet", "$bitsAllClear", "$bitsAnySet", "$bitsAnyClear", "$jsonSchema", "$sampleRate");
  private static final Set<String> GROWING = Set.of("$concat", "$concatArrays");
  private static final long LONGEST_RANGE = 1_000_000;
  private static final int DEEPEST = 150;

  private Guard() {}

  /** Looks through a filter or a pipeline. */
  static void check(final BsonValue value) {
    check(value, 0);
  }

  private static void check(final BsonValue value, final int depth) {
    if (depth > DEEPEST) {
      throw new CommandException(ErrorCode.OVERFLOW, "the query is nested deeper than " + DEEPEST + " levels");
    }
    if (value.isArray()) {
      value.asArray().forEach(element -> check(element, depth + 1));
    } else if (value.isDocument()) {
      for (final Map.Entry<String, BsonValue> entry : value.asDocument().entrySet()) {
        checkOperator(entry.getKey(), entry.getValue());
        check(entry.getValue(), depth + 1);
      }
    }
  }

  private static void checkOperator(final String name, final BsonValue operand) {
    if (JAVASCRIPT.contains(name)) {
      throw new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED,
          name + " is not supported: this server runs no JavaScript");
    }
    if (NOT_BUILT.contains(name)) {
      throw new CommandException(ErrorCode.BAD_VALUE, "the operator " + name + " is not supported here");
    }
    if (name.equals("$range") && !isShortRange(operand)) {
      throw new CommandException(
          ErrorCode.COMMAND_NOT_SUPPORTED,
          "$range is supported with literal numbers and at most " + LONGEST_RANGE + " values only");
    }
    if (name.equals("$reduce")) {
      checkGrowth(operand);
    }
  }

  private static boolean isShortRange(final BsonValue operand) {
    if (!operand.isArray() || operand.asArray().size() < 2
        || !operand.asArray().stream().allMatch(BsonValue::isNumber)) {
      return false;
    }
    final BsonArray range = operand.asArray();
    final double distance = range.get(1).asNumber().doubleValue() - range.get(0).asNumber().doubleValue();
    final double step = range.size() > 2 ? range.get(2).asNumber().doubleValue() : 1;
    // the library counts in ints, and one that overflows never ends
    final boolean ends = Math.abs(range.get(1).asNumber().doubleValue()) + Math.abs(step) <= Integer.MAX_VALUE;
    return step != 0 && ends && distance / step <= LONGEST_RANGE;
  }

  /** What doubles with each element soon fills any memory. */
  private static void checkGrowth(final BsonValue value) {
    if (value.isArray()) {
      value.asArray().forEach(Guard::checkGrowth);
    } else if (value.isDocument()) {
      value.asDocument().forEach((name, operand) -> {
        if (GROWING.contains(name) && uses(operand) > 1) {
          throw new CommandException(
              ErrorCode.COMMAND_NOT_SUPPORTED, name + " in $reduce is supported with one use of $$value only");
        }
        checkGrowth(operand);
      });
    }
  }

  private static int uses(final BsonValue value) {
    if (value.isString()) {
      return value.asString().getValue().startsWith("$$value") ? 1 : 0;
    }
    final AtomicInteger sum = new AtomicInteger();
    if (value.isArray()) {
      value.asArray().forEach(element -> sum.addAndGet(uses(element)));
    } else if (value.isDocument()) {
      value.asDocument().values().forEach(element -> sum.addAndGet(uses(element)));
    }
    return sum.get();
  }

  /** Whether a field of this name occurs anywhere. */
  static boolean mentions(final BsonValue value, final String name) {
    if (value.isArray()) {
      return value.asArray().stream().anyMatch(element -> mentions(element, name));
    }
    return value.isDocument() && mentions(value.asDocument(), name);
  }

  private static boolean mentions(final BsonDocument document, final String name) {
    return document.containsKey(name) || document.values().stream().anyMatch(element -> mentions(element, name));
  }
}
