package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ARRAY;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING_OR_NUMBER;
import static dev.quell.server.data.command.Kind.STRING_OR_OBJECT;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.Listing;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.cursor.Result;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Pipeline;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** {@code aggregate}. */
final class AggregateCommand extends DataCommand {
  private static final String DOCUMENTS = "$documents";
  private static final String MATCH = "$match";
  private static final int NOT_FIRST = 40602;
  private static final long MOST_IN_A_MOMENT = 1 << 20;
  private static final Shape CURSOR = Shape.of("aggregate.cursor").optional(Kind.NUMBER, "batchSize");

  private final Store store;
  private final Cursors cursors;
  private final FirstStages firstStages;

  AggregateCommand(final Store store, final Cursors cursors, final FirstStages firstStages) {
    super(
        Shape.of("aggregate")
            .required(STRING_OR_NUMBER, "aggregate")
            .required(ARRAY, "pipeline")
            .optional(OBJECT, "cursor", "collation", "let")
            .optional(BOOL, "explain", "allowDiskUse", "bypassDocumentValidation")
            .optional(STRING_OR_OBJECT, "hint"),
        "aggregate");
    this.store = store;
    this.cursors = cursors;
    this.firstStages = firstStages;
  }

  /** Stages that list sessions and operations decide for themselves who may see what. */
  @Override
  public void authorize(final CommandCall call) {
    final BsonValue pipeline = call.body().get("pipeline");
    requireFirst(pipeline);
    final Set<String> collections = PipelineReads.collections(pipeline);
    collections.forEach(name -> Authority.onCollection(call, name, Action.FIND));
    final String first = PipelineReads.firstStage(pipeline);
    if (first.equals(CollStatsStage.NAME)) {
      Authority.onCollection(call, Action.COLL_STATS);
    } else if (!isFirstStage(first) && !first.equals(DOCUMENTS)) {
      Authority.onCollection(call, Action.FIND);
    }
  }

  /** Whatever the caller may do, no pipeline can be so: it is said before anything is asked about the caller. */
  private void requireFirst(final @Nullable BsonValue pipeline) {
    PipelineReads.stages(pipeline).stream()
        .skip(1)
        .filter(name -> isFirstStage(name) || name.equals(DOCUMENTS) || name.equals(CollStatsStage.NAME))
        .findFirst()
        .ifPresent(name -> {
          throw new CommandException(NOT_FIRST, name + " is only valid as the first stage in a pipeline");
        });
  }

  /** A listing is asked for when all workers are busy. */
  @Override
  public Lane lane(final CommandCall call) {
    return isListing(call) ? Lane.LISTING : Lane.WORK;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return isListing(call) ? SessionUse.ATTACH_IF_ROOM : SessionUse.ATTACH;
  }

  private boolean isListing(final CommandCall call) {
    final String first = PipelineReads.firstStage(call.body().get("pipeline"));
    return isFirstStage(first) || first.equals(CollStatsStage.NAME);
  }

  private boolean isFirstStage(final String name) {
    return firstStages.names().contains(name);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final List<BsonDocument> stages = Pipeline.parse(fields.get("pipeline"));
    final BsonValue target = fields.get("aggregate");
    checkTarget(target);
    final String namespace = namespaceOf(call.db(), target);
    if (fields.bool("explain", false)) {
      if (target.isString()) {
        Hint.isBackwards(fields, store.find(Namespace.checked(call.db(), target.asString().getValue())));
      }
      return ExplainCommand.explain(
          call, namespace, ExplainCommand.plan(call, store, namespace, leadingMatch(stages)));
    }
    if (!fields.has("cursor")) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE,
          "The 'cursor' option is required, except for aggregate with the explain argument");
    }
    final Fields cursor = CURSOR.element(fields.object("cursor"));
    final Poll poll = new Poll();
    poll.by(call::check);
    final long batchSize = cursor.count("batchSize", Cursors.FIRST_BATCH);
    final Found found = rows(call, fields, stages, poll);
    final BsonDocument reply = cursors.open(call, namespace, new Result(found.rows, poll), batchSize, false);
    found.listing.warn(reply);
    return reply;
  }

  /**
   * What a pipeline finds.
   *
   * @param listing what it begins with; the members that it asks have answered, or have had their time
   */
  private record Found(Rows rows, Listing listing) {
    /** One that begins with no listing. */
    Found(final Rows rows) {
      this(rows, Listing.whole(Stream.empty()));
    }
  }

  /**
   * What a client adds to a listing has a moment on the reserved threads, and is computed as a whole there: further
   * batches cost nothing. If that takes longer, or is much, it goes on where only such listings are.
   */
  private Found rows(
      final CommandCall call, final Fields fields, final List<BsonDocument> stages, final Poll poll) {
    final boolean alone = stages.size() == 1;
    final boolean moment = isListing(call) && !alone && call.briefly();
    final Found found = start(call, fields, stages, poll, moment);
    final Rows rows = found.rows;
    if (!moment) {
      return new Found(!isListing(call) ? rows : alone ? rows.asListing() : rows.asLongListing(), found.listing);
    }
    return new Found(rows.whole(MOST_IN_A_MOMENT).orElseThrow(call::moved).asListing(), found.listing);
  }

  private static void checkTarget(final BsonValue target) {
    if (target.isNumber() && target.asNumber().doubleValue() != 1) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE,
          "Invalid command format: the 'aggregate' field must specify a collection name or 1");
    }
  }

  private static String namespaceOf(final String db, final BsonValue target) {
    return target.isString() ? Namespace.checked(db, target.asString().getValue()).toString() : db + ".$cmd.aggregate";
  }

  /** What a pipeline reads by a filter; the empty document if it does not begin with one. */
  static BsonDocument leadingMatch(final List<BsonDocument> stages) {
    return !stages.isEmpty() && stages.get(0).containsKey(MATCH) && stages.get(0).get(MATCH).isDocument()
        ? stages.get(0).getDocument(MATCH)
        : new BsonDocument();
  }

  private Found start(
      final CommandCall call, final Fields fields, final List<BsonDocument> stages, final Poll poll,
      final boolean moment) {
    final BsonValue target = fields.get("aggregate");
    final String first = stages.isEmpty() ? "" : stages.get(0).getFirstKey();
    final Pipeline.Collections collections = name -> store.find(Namespace.checked(call.db(), name));
    if (isFirstStage(first) || first.equals(DOCUMENTS)) {
      final Pipeline rest = new Pipeline(stages.subList(1, stages.size()), collections, poll);
      if (first.equals(DOCUMENTS)) {
        return new Found(rest.run(literals(target, optionsOf(stages, first))));
      }
      final Listing listing = listing(call, target, first, optionsOf(stages, first), moment);
      return new Found(rest.run(call.own(listing.documentsAndUnanswered())), listing);
    }
    if (!target.isString()) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "{aggregate: 1} is not valid for '" + first + "'; a collection is required.");
    }
    if (first.equals(CollStatsStage.NAME)) {
      final Namespace namespace = Namespace.checked(call.db(), target.asString().getValue());
      return new Found(
          new Pipeline(stages.subList(1, stages.size()), collections, poll)
              .run(CollStatsStage.documents(store, namespace, optionsOf(stages, first))));
    }
    final BsonDocument match = leadingMatch(stages);
    final Filter filter = Filter.of(match, poll);
    final List<BsonDocument> rest = match.isEmpty() ? stages : stages.subList(1, stages.size());
    final Pipeline pipeline = new Pipeline(rest, collections, poll);
    final Optional<Records> records = store.find(Namespace.checked(call.db(), target.asString().getValue()));
    return new Found(pipeline.run(Rows.find(records, filter, Hint.isBackwards(fields, records), poll)));
  }

  private static BsonValue optionsOf(final List<BsonDocument> stages, final String first) {
    return Objects.requireNonNull(stages.get(0).get(first));
  }

  /** Asks other servers, if it lists what is theirs: that is not the client's work. */
  private Listing listing(
      final CommandCall call, final BsonValue target, final String stage, final BsonValue options,
      final boolean moment) {
    call.rest();
    final Listing listing = firstStages.listing(call.caller(), call.db(), target, stage, options);
    if (moment) {
      call.briefly();
    }
    return listing;
  }

  private static Stream<BsonDocument> literals(final BsonValue target, final BsonValue options) {
    final List<BsonDocument> documents = new ArrayList<>();
    if (!options.isArray() || target.isString()) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "$documents takes an array of documents, and goes with {aggregate: 1}");
    }
    options.asArray().forEach(each -> documents.add(literal(each)));
    return documents.stream();
  }

  private static BsonDocument literal(final BsonValue value) {
    if (!value.isDocument()) {
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, "an element of $documents is no document");
    }
    return value.asDocument();
  }
}
