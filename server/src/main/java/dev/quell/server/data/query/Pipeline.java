package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.aggregation.stage.AggregationStage;
import de.bwaldvogel.mongo.backend.aggregation.stage.BucketStage;
import de.bwaldvogel.mongo.backend.aggregation.stage.RedactStage;
import de.bwaldvogel.mongo.backend.aggregation.stage.ReplaceRootStage;
import de.bwaldvogel.mongo.backend.aggregation.stage.UnsetStage;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Records;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The stages that documents pass, one after another, each document polled for where it enters. Used by one thread at a
 * time.
 */
public final class Pipeline {
  private static final int MOST_STAGES = 1000;
  private static final int TOO_LONG = 7749501;
  private static final int NOT_ONE_FIELD = 40323;
  private static final int UNKNOWN_STAGE = 40324;
  private static final int BAD_LIMIT = 5107201;
  private static final int LIMIT_OF_NOTHING = 15958;
  private static final int BAD_SKIP = 5107200;
  private static final int BAD_COUNT = 40156;
  private static final Set<String> KNOWN_BUT_NOT_BUILT =
      Set.of("$out", "$merge", "$graphLookup", "$geoNear", "$indexStats", "$collStats", "$bucketAuto", "$densify",
          "$fill",
          "$setWindowFields", "$changeStream", "$search", "$planCacheStats");

  /** Finds a collection of the database by its name. */
  @FunctionalInterface
  public interface Collections {
    /** Empty if there is none; refused with 73 if there can be none. */
    Optional<Records> find(String name);
  }

  private final List<UnaryOperator<Stream<Row>>> stages = new ArrayList<>();
  private final Collections collections;
  private final Poll poll;
  private final Map<String, Object> variables;
  /** What the stages have opened on their way. */
  private final Queue<Rows> opened = new ConcurrentLinkedQueue<>();

  /**
   * Builds the stages; refuses what is none.
   *
   * @param collections finds what {@code $lookup} and {@code $unionWith} name
   */
  public Pipeline(
      final List<BsonDocument> pipeline, final Collections collections, final Poll poll) {
    this(pipeline, collections, poll, Map.of());
  }

  Pipeline(
      final List<BsonDocument> pipeline,
      final Collections collections,
      final Poll poll,
      final Map<String, Object> variables) {
    this.collections = collections;
    this.poll = poll;
    this.variables = variables;
    if (pipeline.size() > MOST_STAGES) {
      throw new CommandException(TOO_LONG, "Pipeline length must be no longer than " + MOST_STAGES + " stages.");
    }
    pipeline.forEach(Guard::check);
    for (int i = 0; i < pipeline.size(); i++) {
      final BsonDocument stage = pipeline.get(i);
      final @Nullable BsonValue limit = i + 1 < pipeline.size() ? pipeline.get(i + 1).get("$limit") : null;
      stages.add(withVariables(Library.ask(() -> build(stage, limit))));
    }
  }

  /** The stages of a pipeline, of which each must be a document of one field. */
  public static List<BsonDocument> parse(final BsonValue pipeline) {
    if (!pipeline.isArray()) {
      throw new CommandException(ErrorCode.TYPE_MISMATCH, "'pipeline' option must be specified as an array");
    }
    final List<BsonDocument> stages = new ArrayList<>();
    for (final BsonValue stage : pipeline.asArray()) {
      if (!stage.isDocument()) {
        throw new CommandException(ErrorCode.TYPE_MISMATCH, "Each element of the 'pipeline' array must be an object");
      }
      if (stage.asDocument().size() != 1) {
        throw new CommandException(NOT_ONE_FIELD,
            "A pipeline stage specification object must contain exactly one field.");
      }
      stages.add(stage.asDocument());
    }
    return stages;
  }

  // ---- building

  /** @param limit what the next stage lets through; null if that is something else */
  private UnaryOperator<Stream<Row>> build(final BsonDocument stage, final @Nullable BsonValue limit) {
    final String name = stage.getFirstKey();
    final BsonValue spec = Objects.requireNonNull(stage.get(name));
    return switch (name) {
      case "$match" -> {
        final Filter filter = Filter.of(document(name, spec), poll);
        yield rows -> rows.filter(filter::matches);
      }
      case "$sort" -> sort(document(name, spec), limit);
      case "$limit" -> {
        final long most = limit(spec);
        yield rows -> rows.limit(most);
      }
      case "$skip" -> {
        final long skip = whole(name, spec, 0, BAD_SKIP);
        yield rows -> rows.skip(skip);
      }
      case "$count" -> count(spec);
      case "$sample" -> sample(document(name, spec));
      case "$group" -> group(Documents.from(document(name, spec), poll));
      case "$sortByCount" -> sortByCount(spec);
      case "$facet" -> facet(document(name, spec));
      case "$lookup" -> {
        final Lookup lookup = new Lookup(document(name, spec), collections, poll);
        yield documents(each -> each.map(lookup::apply));
      }
      case "$unionWith" -> unionWith(spec);
      case "$project" -> {
        final Project project = new Project(Documents.from(document(name, spec), poll));
        yield documents(each -> each.map(project::apply));
      }
      case "$addFields", "$set" -> {
        final AddFields fields = new AddFields(Documents.from(document(name, spec), poll));
        yield documents(each -> each.map(fields::apply));
      }
      case "$unset" -> library(new UnsetStage(from(spec)));
      case "$replaceRoot" -> library(new ReplaceRootStage(Documents.from(document(name, spec), poll)));
      case "$replaceWith" -> library(new ReplaceRootStage(new Document("newRoot", from(spec))));
      case "$unwind" -> unwind(new Unwind(spec));
      case "$redact" -> library(new RedactStage(Documents.from(document(name, spec), poll)));
      case "$bucket" -> bucket(document(name, spec));
      default -> throw unknown(name);
    };
  }

  private static CommandException unknown(final String name) {
    return KNOWN_BUT_NOT_BUILT.contains(name)
        ? new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED, "the stage " + name + " is not supported")
        : new CommandException(UNKNOWN_STAGE, "Unrecognized pipeline stage name: '" + name + "'");
  }

  private @Nullable Object from(final BsonValue spec) {
    return Documents.from(spec, poll);
  }

  static BsonDocument document(final String stage, final BsonValue spec) {
    if (!spec.isDocument()) {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, "the specification of " + stage + " must be an object");
    }
    return spec.asDocument();
  }

  private static long limit(final BsonValue spec) {
    final long limit = whole("$limit", spec, 0, BAD_LIMIT);
    if (limit == 0) {
      throw new CommandException(LIMIT_OF_NOTHING, "the limit must be positive");
    }
    return limit;
  }

  private static long whole(final String stage, final BsonValue spec, final long least, final int refusal) {
    final double value = spec.isNumber() ? spec.asNumber().doubleValue() : -1;
    if (value < least || value != Math.rint(value)) {
      throw new CommandException(refusal, "the argument of " + stage + " must be a whole number, at least " + least);
    }
    return spec.asNumber().longValue();
  }

  private UnaryOperator<Stream<Row>> sort(final BsonDocument spec, final @Nullable BsonValue limit) {
    final Order order = new Order(spec);
    if (order.isEmpty()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "$sort stage must have at least one sort key");
    }
    final long most = limit == null ? 0 : limit(limit);
    return rows -> order.sort(rows, most, poll);
  }

  /** A stage of the library's that takes documents one by one. */
  private UnaryOperator<Stream<Row>> library(final AggregationStage stage) {
    return documents(stage::apply);
  }

  private UnaryOperator<Stream<Row>> documents(final UnaryOperator<Stream<Document>> stage) {
    return rows -> Sizes.checked(stage.apply(rows.map(Row::document))).map(document -> {
      poll.check(); // a stage can make many of one
      return Row.of(Documents.polled(document, poll), poll);
    });
  }

  /** What comes out is part of what went in, so there is nothing to measure. */
  private UnaryOperator<Stream<Row>> unwind(final Unwind unwind) {
    return rows -> unwind.apply(rows.map(Row::document)).map(document -> {
      poll.check();
      return Row.of(document, poll);
    });
  }

  private UnaryOperator<Stream<Row>> group(final Document spec) {
    final Group group = new Group(spec);
    return documents(each -> group.apply(each, poll));
  }

  private UnaryOperator<Stream<Row>> sortByCount(final BsonValue spec) {
    final UnaryOperator<Stream<Row>> group =
        group(new Document("_id", from(spec)).append("count", new Document("$sum", 1)));
    final Order order = new Order(BsonDocument.parse("{count: -1, _id: 1}"));
    return rows -> order.sort(group.apply(rows), 0, poll);
  }

  private UnaryOperator<Stream<Row>> count(final BsonValue spec) {
    final String field = spec.isString() ? spec.asString().getValue() : "";
    if (field.isEmpty() || field.startsWith("$") || field.indexOf('.') >= 0) {
      throw new CommandException(BAD_COUNT,
          "the count field must be a non-empty string, without a $ in front or a dot");
    }
    return rows -> Lazily.from(() -> {
      final long count = rows.count();
      final Object number = count == (int) count ? (Object) (int) count : (Object) count;
      return (count == 0 ? List.<Row>of() : List.of(Row.of(new Document(field, number), poll))).iterator();
    });
  }

  private UnaryOperator<Stream<Row>> sample(final BsonDocument spec) {
    final long size = whole("$sample", spec.get("size", BsonNull.VALUE), 1, 28747);
    return rows -> Lazily.from(() -> new Reservoir(size, poll).fill(rows.iterator()));
  }

  private UnaryOperator<Stream<Row>> bucket(final BsonDocument spec) {
    final BucketStage stage = new BucketStage(Documents.from(spec, poll));
    final boolean keeps = Guard.mentions(spec, "$push") || Guard.mentions(spec, "$addToSet");
    return documents(
        each -> Lazily.from(() -> {
          final Memory memory = new Memory("$bucket");
          return stage.apply(each.peek(document -> memory.take(keeps ? Sizes.of(document) : 0))).iterator();
        }));
  }

  private UnaryOperator<Stream<Row>> facet(final BsonDocument spec) {
    final Map<String, Pipeline> facets = new LinkedHashMap<>();
    spec.forEach((name, stages) -> facets.put(name, new Pipeline(parse(stages), collections, poll, variables)));
    return rows -> Lazily.from(() -> {
      final Memory memory = new Memory("$facet");
      final List<Row> all = rows.map(Row::compact).peek(row -> memory.take(row.size())).toList();
      final Document result = new Document();
      facets.forEach((name, facet) -> result.put(name, facet.collect(all, memory)));
      return List.of(Row.of(result, poll)).iterator();
    });
  }

  private List<Document> collect(final List<Row> rows, final Memory memory) {
    return apply(rows.stream().peek(row -> poll.check()).map(Row::again))
        .peek(row -> memory.take(row.size()))
        .map(Row::document)
        .toList();
  }

  private UnaryOperator<Stream<Row>> unionWith(final BsonValue spec) {
    final BsonDocument full = spec.isString() ? new BsonDocument("coll", spec) : document("$unionWith", spec);
    final BsonValue name = full.get("coll");
    if (name == null || !name.isString()) {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, "$unionWith requires 'coll', a string");
    }
    final Pipeline other =
        new Pipeline(
            full.containsKey("pipeline") ? parse(full.get("pipeline")) : List.of(), collections, poll, variables);
    return rows -> Stream.concat(
        rows,
        Lazily.from(() -> {
          final Filter all = Filter.of(new BsonDocument(), poll);
          final Rows more = other.run(Rows.find(collections.find(name.asString().getValue()), all, false, poll));
          opened.add(more);
          return more;
        }));
  }

  /** Expressions find variables among the fields, for as long as a stage lasts. */
  private UnaryOperator<Stream<Row>> withVariables(final UnaryOperator<Stream<Row>> stage) {
    if (variables.isEmpty()) {
      return stage;
    }
    return rows -> stage.apply(rows.map(this::addVariables)).map(this::removeVariables);
  }

  private Row addVariables(final Row row) {
    final Document document = row.document().clone();
    document.putAll(variables);
    return Row.of(document, poll);
  }

  private Row removeVariables(final Row row) {
    final Document document = row.document().clone();
    document.keySet().removeAll(variables.keySet());
    return Row.of(document, poll);
  }

  // ---- running

  private Stream<Row> apply(final Stream<Row> rows) {
    Stream<Row> stream = rows;
    for (final UnaryOperator<Stream<Row>> stage : stages) {
      stream = stage.apply(stream);
    }
    return stream;
  }

  /** What becomes of the rows. Nothing happens before the first is asked for. */
  public Rows run(final Rows source) {
    return stages.isEmpty()
        ? source
        : source.become(asked(apply(source.stream())), () -> close(source::close));
  }

  /** What becomes of documents from elsewhere. */
  public Rows run(final Stream<BsonDocument> source) {
    final Stream<Row> rows =
        source.map(document -> {
          poll.check();
          return Row.of(Documents.from(document, poll), poll);
        });
    return Rows.of(asked(apply(rows)), () -> close(source::close), "QUEUED_DATA");
  }

  private void close(final Runnable source) {
    source.run();
    opened.forEach(Rows::close);
  }

  /** What becomes of one document. */
  Stream<Document> documents(final Document document) {
    return asked(apply(Stream.of(Row.of(document, poll)))).map(Row::document);
  }

  /** The rows, what the library throws on the way translated. */
  private static Stream<Row> asked(final Stream<Row> rows) {
    final Iterator<Row> iterator = rows.iterator();
    return Lazily.from(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return Library.ask(iterator::hasNext);
          }

          @Override
          public Row next() {
            return Library.ask(iterator::next);
          }
        });
  }
}
