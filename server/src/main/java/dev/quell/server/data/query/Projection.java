package dev.quell.server.data.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Which fields of a document are wanted. Used by one thread at a time. */
public final class Projection {
  private static final Set<String> OWN_OPERATORS = Set.of("$slice", "$elemMatch");

  private static final String SLICE = "$slice";

  private final Poll poll;
  private final Document fields;
  /** Those that shorten an array and leave the rest of the document alone, which the library would not. */
  private final Document slices = new Document();
  private final Scratch scratch = new Scratch();
  /** Null unless the projection computes something. */
  private final @Nullable Project stage;

  private Projection(final BsonDocument spec, final Poll poll) {
    this.poll = poll;
    this.fields = Documents.from(spec, poll);
    this.stage = spec.values().stream().anyMatch(Projection::isExpression) ? Library.ask(() -> new Project(fields))
        : null;
    if (spec.entrySet().stream().allMatch(Projection::leavesTheRest)) {
      spec.forEach((name, value) -> {
        if (isSlice(value)) {
          slices.put(name, fields.remove(name));
        }
      });
    }
  }

  private static boolean isSlice(final BsonValue value) {
    return value.isDocument() && value.asDocument().keySet().equals(Set.of(SLICE));
  }

  private static boolean leavesTheRest(final Map.Entry<String, BsonValue> field) {
    final BsonValue value = field.getValue();
    final boolean excludes =
        value.isBoolean() && !value.asBoolean().getValue() || value.isNumber() && value.asNumber().doubleValue() == 0;
    return excludes || isSlice(value) && field.getKey().indexOf('.') < 0;
  }

  /** Refuses what is no projection, as far as that shows without a document. */
  public static Projection of(final BsonDocument spec, final Poll poll) {
    Guard.check(spec);
    if (spec.keySet().stream().anyMatch(name -> name.endsWith(".$"))) {
      throw new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED, "the positional projection is not supported");
    }
    final Projection projection = new Projection(spec, poll);
    if (!spec.isEmpty() && projection.stage == null) {
      projection.apply(Row.of(new Document(), poll));
    }
    return projection;
  }

  private static boolean isExpression(final BsonValue value) {
    if (value.isDocument()) {
      final Map<String, BsonValue> document = value.asDocument();
      return document.isEmpty() || !OWN_OPERATORS.contains(value.asDocument().getFirstKey());
    }
    return !value.isNumber() && !value.isBoolean();
  }

  /** What is left of the row: the row itself if everything is. */
  public Row apply(final Row row) {
    return fields.isEmpty() && slices.isEmpty() ? row : Row.of(Library.ask(() -> project(row.document())), poll);
  }

  private Document project(final Document document) {
    if (stage != null) {
      return stage.apply(document);
    }
    final Document projected = fields.isEmpty() ? document.clone() : scratch.project(document, fields);
    slices.forEach((name, slice) -> {
      if (projected.containsKey(name)) {
        projected.put(name, scratch.project(document, new Document(name, slice)).get(name));
      }
    });
    return projected;
  }
}
