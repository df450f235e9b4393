package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.QueryLanguage;
import dev.quell.command.read.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The query language of a host that has none: comparisons, {@code $and}, {@code $or}, {@code $nor} and {@code $not}. It
 * refuses the rest.
 */
final class SimpleQueries implements QueryLanguage {
  /** What is used unless the host has a language. */
  static final QueryLanguage LANGUAGE = new SimpleQueries();

  private static final int MAX_CONDITIONS = 100;

  private SimpleQueries() {}

  @Override
  public Predicate<BsonDocument> understand(final BsonDocument query) {
    return new Reading().all(query);
  }

  /** One query, the conditions in it counted. */
  private static final class Reading {
    private int conditions;

    private Predicate<BsonDocument> all(final BsonDocument query) {
      final List<Predicate<BsonDocument>> all = new ArrayList<>();
      query.forEach((field, expected) -> {
        if (++conditions > MAX_CONDITIONS) {
          throw Errors.tooMany("currentOp", MAX_CONDITIONS);
        }
        all.add(one(field, expected));
      });
      return document -> all.stream().allMatch(condition -> condition.test(document));
    }

    private Predicate<BsonDocument> one(final String field, final BsonValue expected) {
      return switch (field) {
        case "$and" -> {
          final List<Predicate<BsonDocument>> each = each(field, expected);
          yield document -> each.stream().allMatch(query -> query.test(document));
        }
        case "$or" -> any(each(field, expected));
        case "$nor" -> any(each(field, expected)).negate();
        case "$comment" -> document -> true;
        default -> {
          if (field.startsWith("$")) {
            throw unknown("top level operator", field);
          }
          yield Condition.of(field, expected);
        }
      };
    }

    private static Predicate<BsonDocument> any(final List<Predicate<BsonDocument>> each) {
      return document -> each.stream().anyMatch(query -> query.test(document));
    }

    private List<Predicate<BsonDocument>> each(final String operator, final BsonValue operand) {
      if (!operand.isArray() || operand.asArray().isEmpty()) {
        throw new CommandException(ErrorCode.BAD_VALUE, operator + " must be a nonempty array");
      }
      final List<Predicate<BsonDocument>> each = new ArrayList<>();
      for (final BsonValue query : operand.asArray()) {
        if (!query.isDocument()) {
          throw new CommandException(ErrorCode.BAD_VALUE, operator + " entries need to be full objects");
        }
        each.add(all(query.asDocument()));
      }
      return each;
    }
  }

  static CommandException unknown(final String what, final String name) {
    return new CommandException(ErrorCode.BAD_VALUE, "unknown " + what + ": " + Errors.echo(name));
  }
}
