package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Bytes;
import dev.quell.server.data.store.IdKey;
import dev.quell.server.data.store.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What is to become of a document: another in its place, operators, or a pipeline. Used by one thread at a time. */
public final class Update {
  private static final String ID = "_id";
  private static final int IMMUTABLE_FIELD = 66;
  private static final int DOLLAR_PREFIXED = 52;
  private static final int EMPTY_FIELD_NAME = 56;
  /** Beyond this an array is not padded to reach the element that is to be set. */
  private static final int LARGEST_INDEX = 1_500_000;
  private static final Set<String> OPERATORS =
      Set.of(
          "$inc", "$mul", "$rename", "$setOnInsert", "$set", "$unset", "$min", "$max", "$currentDate", "$addToSet",
          "$pop",
          "$pullAll", "$pull", "$push");
  private static final Set<String> STAGES =
      Set.of("$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith");

  private enum Form {
    REPLACEMENT,
    OPERATORS,
    PIPELINE
  }

  private final Form form;
  private final Scratch scratch = new Scratch();
  private final Document command = new Document("new", true);
  private final Poll poll;
  /** Null unless it is one. */
  private final @Nullable Pipeline pipeline;

  /**
   * Refuses what is no update, as far as that shows without a document.
   *
   * @param update a document or an array
   * @param arrayFilters which elements {@code $[name]} means
   */
  public Update(final BsonValue update, final List<BsonDocument> arrayFilters, final Poll poll) {
    this.poll = poll;
    Guard.check(update);
    if (update.isArray()) {
      form = Form.PIPELINE;
      pipeline = pipelineOf(update.asArray(), poll);
      if (!arrayFilters.isEmpty()) {
        throw new CommandException(ErrorCode.FAILED_TO_PARSE,
            "arrayFilters may not be specified for pipeline-style updates");
      }
      return;
    }
    form = formOf(update.asDocument());
    pipeline = null;
    command.put("update", Documents.from(update, poll));
    if (!arrayFilters.isEmpty()) {
      final List<Object> filters = new ArrayList<>();
      arrayFilters.forEach(filter -> filters.add(Filter.unchecked(filter, poll)));
      command.put("arrayFilters", filters);
    }
  }

  private static Pipeline pipelineOf(final BsonArray stages, final Poll poll) {
    final List<BsonDocument> checked = new ArrayList<>();
    for (final BsonValue stage : stages) {
      if (!stage.isDocument() || stage.asDocument().size() != 1 || !STAGES.contains(stage.asDocument().getFirstKey())) {
        throw new CommandException(
            ErrorCode.INVALID_OPTIONS, "an update pipeline may hold stages of these names only: "
                + STAGES.stream().sorted().toList());
      }
      checked.add(stage.asDocument());
    }
    return new Pipeline(checked, name -> Optional.empty(), poll);
  }

  private static Form formOf(final BsonDocument update) {
    final boolean operators = !update.isEmpty() && update.getFirstKey().startsWith("$");
    for (final Map.Entry<String, BsonValue> entry : update.entrySet()) {
      if (!operators) {
        if (entry.getKey().startsWith("$")) {
          throw new CommandException(
              DOLLAR_PREFIXED,
              "The dollar ($) prefixed field '" + entry.getKey()
                  + "' is not allowed in the context of an update's replacement document");
        }
        continue;
      }
      checkOperator(entry.getKey(), entry.getValue());
    }
    return operators ? Form.OPERATORS : Form.REPLACEMENT;
  }

  private static void checkOperator(final String name, final BsonValue operand) {
    if (!OPERATORS.contains(name)) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE,
          "Unknown modifier: " + name
              + ". Expected a valid update modifier or pipeline-style update specified as an array");
    }
    if (!operand.isDocument()) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE,
          "Modifiers operate on fields but we found another type instead. For example: {$mod: {<field>: ...}} not {"
              + name + ": ...}");
    }
    for (final Map.Entry<String, BsonValue> field : operand.asDocument().entrySet()) {
      checkPath(field.getKey());
      if (name.equals("$rename") && field.getValue().isString()) {
        checkPath(field.getValue().asString().getValue());
      }
    }
  }

  private static void checkPath(final String path) {
    if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      throw new CommandException(EMPTY_FIELD_NAME, "The update path '" + path
          + "' contains an empty field name, which is not allowed.");
    }
    for (final String part : path.split("\\.", -1)) {
      final boolean number = part.chars().allMatch(c -> c >= '0' && c <= '9');
      if (number && (part.length() > 7 || Integer.parseInt(part) > LARGEST_INDEX)) {
        throw new CommandException(
            ErrorCode.BAD_VALUE, "cannot set the element " + part + " of an array: at most " + LARGEST_INDEX
                + " are filled up");
      }
    }
  }

  /** Whether it puts another document in the place of one. */
  public boolean isReplacement() {
    return form == Form.REPLACEMENT;
  }

  /**
   * What becomes of a document.
   *
   * @param filter by which it was found; says which element a {@code $} in a path means
   * @return its new bytes; the old ones if nothing changes
   */
  public byte[] apply(final Stored before, final Filter filter) {
    final Document document = Documents.from(before.document(), poll);
    final BsonDocument after;
    if (form == Form.PIPELINE) {
      after = through(document);
    } else {
      refuseOverflow(document);
      final Document question = new Document(command).append("query", filter.query());
      after = Library.ask(() -> Documents.toBson(scratch.update(List.of(document), question)));
    }
    final BsonValue id = Bytes.idOf(before.document());
    if (!after.containsKey(ID)) {
      return checked(withId(id, after));
    }
    if (!Arrays.equals(IdKey.of(id), IdKey.of(after.get(ID)))) {
      throw new CommandException(
          IMMUTABLE_FIELD, "Performing an update on the path '_id' would modify the immutable field '_id'");
    }
    return checked(after);
  }

  /** The library's whole numbers begin again at the other end. */
  private void refuseOverflow(final Document document) {
    for (final String operator : List.of("$inc", "$mul")) {
      if (form == Form.OPERATORS
          && command.get("update") instanceof Document update
          && update.get(operator) instanceof Document fields) {
        fields.forEach((path, operand) -> refuseOverflow(document, operator, path, operand));
      }
    }
  }

  private static void refuseOverflow(
      final Document document, final String operator, final String path, final Object operand) {
    if (path.contains("$") || !isWhole(operand)) {
      return;
    }
    final Object current = Library.ask(() -> Utils.getSubdocumentValue(document, path));
    if (!isWhole(current)) {
      return;
    }
    final long left = ((Number) current).longValue();
    final long right = ((Number) operand).longValue();
    try {
      final long unused = operator.equals("$inc") ? Math.addExact(left, right) : Math.multiplyExact(left, right);
    } catch (final ArithmeticException e) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Failed to apply " + operator
          + " operations to current value (" + left + ") of the field '" + path + "': the result does not fit a long");
    }
  }

  private static boolean isWhole(final Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  private BsonDocument through(final Document document) {
    return Objects.requireNonNull(pipeline).documents(document).findFirst().map(Documents::toBson).orElseThrow();
  }

  private static BsonDocument withId(final BsonValue id, final BsonDocument document) {
    final BsonDocument complete = new BsonDocument(ID, id);
    complete.putAll(document);
    return complete;
  }

  private static byte[] checked(final BsonDocument document) {
    final byte[] bytes = Bytes.of(document);
    if (bytes.length > Documents.LARGEST) {
      throw new CommandException(
          ErrorCode.BSON_OBJECT_TOO_LARGE,
          "Resulting document after update is larger than " + Documents.LARGEST + ": " + bytes.length);
    }
    return bytes;
  }

  /**
   * The document to add if none was found: what the filter demands, updated. Has an {@code _id} only if that says so.
   */
  public BsonDocument upsert(final Filter filter) {
    final Document selector = withoutRegex(filter.query());
    if (form == Form.PIPELINE) {
      final Document start = new Document("new", true).append("upsert", true).append("query", selector);
      start.append("update", new Document("$setOnInsert", new Document()));
      return through(Library.ask(() -> scratch.update(List.of(), start)));
    }
    final Document question = new Document(command).append("upsert", true).append("query", selector);
    return Library.ask(() -> Documents.toBson(scratch.update(List.of(), question)));
  }

  /** The library would put the expression itself into the document. */
  private static Document withoutRegex(final Document filter) {
    final Document rest = new Document();
    filter.forEach((name, value) -> {
      if (value instanceof List<?> list && name.startsWith("$")) {
        rest.put(name, list.stream().map(each -> each instanceof Document part ? withoutRegex(part) : each).toList());
      } else if (!(value instanceof BsonRegularExpression)) {
        rest.put(name, value);
      }
    });
    return rest;
  }
}
