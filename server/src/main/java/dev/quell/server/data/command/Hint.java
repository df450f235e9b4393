package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Records;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/**
 * The {@code hint} of a query: an index, which must be there, or the order in which documents were added. No query uses
 * an index, so the former makes no other difference.
 */
final class Hint {
  private static final String FIELD = "hint";
  private static final String NATURAL = "$natural";

  private Hint() {}

  /**
   * Checks the hint.
   *
   * @param records what is read; where there is no collection any index will do
   * @return whether the documents are wanted in the order that is the reverse of the natural one
   * @throws CommandException with 2 if there is no such index, or no such order
   */
  static boolean isBackwards(final Fields fields, final Optional<Records> records) {
    if (!fields.has(FIELD)) {
      return false;
    }
    final BsonValue hint = fields.get(FIELD);
    if (!Kind.STRING_OR_OBJECT.accepts(hint)) {
      throw Shape.wrongType(fields.name() + '.' + FIELD, hint, Kind.STRING_OR_OBJECT.expected());
    }
    if (hint.isDocument() && hint.asDocument().containsKey(NATURAL)) {
      return isBackwards(hint.asDocument());
    }
    final boolean none = hint.isDocument() && hint.asDocument().isEmpty();
    if (!none && records.isPresent() && Indexes.in(records.get().description()).stream().noneMatch(
        index -> isMeant(index, hint))) {
      throw new CommandException(ErrorCode.BAD_VALUE, "error processing query: ns=" + records.get().namespace()
          + " planner returned error :: caused by :: hint provided does not correspond to an existing index");
    }
    return false;
  }

  /** Checks the hint of a write; which of several documents it changes is nobody's to say. */
  static void check(final Fields fields, final Writes writes) {
    if (fields.has(FIELD)) { // or the collection would be looked up for nothing
      isBackwards(fields, writes.records());
    }
  }

  private static boolean isBackwards(final BsonDocument hint) {
    final double direction = hint.get(NATURAL) instanceof BsonNumber number ? number.doubleValue() : 0;
    if (hint.size() != 1 || direction != 1 && direction != -1) {
      throw new CommandException(ErrorCode.BAD_VALUE, "$natural hint cannot be set to a value other than -1 or 1");
    }
    return direction < 0;
  }

  private static boolean isMeant(final BsonDocument index, final BsonValue hint) {
    if (UpdateCommand.isTrue(index.get("hidden"))) {
      return false;
    }
    return hint.isString()
        ? Indexes.nameOf(index).equals(hint.asString().getValue())
        : isSame(Indexes.keyOf(index).asDocument(), hint.asDocument());
  }

  /** Whether two keys have the same fields in the same order, whatever the types of their numbers. */
  private static boolean isSame(final BsonDocument key, final BsonDocument other) {
    final Iterator<Map.Entry<String, BsonValue>> others = other.entrySet().iterator();
    for (final Map.Entry<String, BsonValue> field : key.entrySet()) {
      if (!others.hasNext() || !isSame(field, others.next())) {
        return false;
      }
    }
    return !others.hasNext();
  }

  private static boolean isSame(final Map.Entry<String, BsonValue> field, final Map.Entry<String, BsonValue> other) {
    return field.getKey().equals(other.getKey())
        && (field.getValue() instanceof BsonNumber number && other.getValue() instanceof BsonNumber second
            ? number.doubleValue() == second.doubleValue() : field.getValue().equals(other.getValue()));
  }
}
