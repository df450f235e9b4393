package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** {@code $lookup}: by equality, by a pipeline, or by both. */
final class Lookup {
  private static final Set<String> OPTIONS = Set.of("from", "localField", "foreignField", "as", "let", "pipeline");
  private static final int TOO_LARGE = 4568;

  private final BsonDocument spec;
  private final Pipeline.Collections collections;
  private final Poll poll;
  private final String from;
  private final String as;
  private final boolean byEquality;
  private final Document let;
  /** Null if there is none. */
  private final @Nullable List<BsonDocument> pipeline;

  Lookup(final BsonDocument spec, final Pipeline.Collections collections, final Poll poll) {
    this.spec = spec;
    this.collections = collections;
    this.poll = poll;
    spec.keySet().stream().filter(name -> !OPTIONS.contains(name)).findFirst().ifPresent(name -> {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, "unknown argument to $lookup: " + name);
    });
    from = text("from");
    as = text("as");
    byEquality = spec.containsKey("localField") || spec.containsKey("foreignField");
    if (byEquality) {
      text("localField");
      text("foreignField");
    }
    let = spec.containsKey("let") ? Documents.from(Pipeline.document("$lookup", spec.get("let")), poll)
        : new Document();
    pipeline = spec.containsKey("pipeline") ? Pipeline.parse(spec.get("pipeline")) : null;
    if (pipeline == null && !byEquality) {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE,
          "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
    }
    if (pipeline != null) {
      new Pipeline(pipeline, collections, poll); // so that a mistake shows without a document
    }
  }

  private String text(final String name) {
    final BsonValue value = spec.get(name);
    if (value == null || !value.isString()) {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, "$lookup argument '" + name + "' must be a string");
    }
    return value.asString().getValue();
  }

  Document apply(final Document document) {
    final Document joined = document.cloneDeeply();
    Utils.changeSubdocumentValue(joined, as, found(document));
    return joined;
  }

  private List<Object> found(final Document document) {
    final Filter filter = Filter.of(byEquality ? equality(document) : new BsonDocument(), poll);
    final List<Object> all = new ArrayList<>();
    long bytes = 0;
    try (Rows rows = Rows.find(collections.find(from), filter, false, poll)) {
      final Rows result = pipeline == null ? rows
          : new Pipeline(pipeline, collections, poll, variables(document)).run(rows);
      try (result) {
        while (result.hasNext()) {
          final Row row = result.next();
          bytes += row.size();
          if (bytes > Memory.LIMIT) {
            throw new CommandException(
                TOO_LARGE, "Total size of documents in " + from + " matching pipeline's $lookup stage exceeds "
                    + Memory.LIMIT + " bytes");
          }
          all.add(row.document());
        }
      }
    }
    return all;
  }

  private BsonDocument equality(final Document document) {
    final Object value = Utils.getSubdocumentValueCollectionAware(document, text("localField"));
    final BsonDocument condition =
        value instanceof Collection<?> list
            ? new BsonDocument("$in", new BsonArray(list.stream().map(Documents::toBson).toList()))
            : new BsonDocument("$eq", Documents.toBson(value instanceof Missing ? null : value));
    return new BsonDocument(text("foreignField"), condition);
  }

  private Map<String, Object> variables(final Document document) {
    final Map<String, Object> variables = new Document();
    let.forEach((name, expression) -> {
      final Object value = Expression.evaluateDocument(expression, document);
      variables.put("$" + name, value instanceof Missing ? null : value); // under this name expressions look for $$name
    });
    return variables;
  }
}
