package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.OBJECT;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.cursor.Result;
import dev.quell.server.data.query.Pipeline;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** {@code listCollections}. */
final class ListCollectionsCommand extends DataCommand {
  private static final long MOST_IN_A_MOMENT = 1 << 20;
  private static final Shape CURSOR = Shape.of("listCollections.cursor").optional(NUMBER, "batchSize");

  private final Store store;
  private final Cursors cursors;

  ListCollectionsCommand(final Store store, final Cursors cursors) {
    super(
        Shape.of("listCollections")
            .argument()
            .optional(OBJECT, "filter", "cursor")
            .optional(BOOL, "nameOnly", "authorizedCollections"),
        "listCollections");
    this.store = store;
    this.cursors = cursors;
  }

  private static boolean mayList(final CommandCall call) {
    return call.caller().may(Action.LIST_COLLECTIONS, Resource.database(call.db()));
  }

  /** Whoever asks only for the names of what they may read needs no privilege. */
  @Override
  public void authorize(final CommandCall call) {
    final boolean own =
        UpdateCommand.isTrue(call.body().get("nameOnly"))
            && UpdateCommand.isTrue(call.body().get("authorizedCollections"));
    if (!mayList(call) && !own) {
      throw Authority.refusal(call);
    }
  }

  /** A listing is asked for when all workers are busy, or the server is full. */
  @Override
  public Lane lane(final CommandCall call) {
    return Lane.LISTING;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return SessionUse.ATTACH_IF_ROOM;
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final String db = Namespace.checkedDb(call.db());
    final boolean nameOnly = fields.bool("nameOnly", false);
    final boolean all = mayList(call);
    final Poll poll = new Poll();
    poll.by(call::check);
    final Stream<BsonDocument> documents =
        store.collections(db)
            .map(Records::namespace)
            .filter(name -> all || call.caller().may(Action.FIND, Resource.collection(db, name.collection())))
            .flatMap(name -> document(name, nameOnly).stream());
    final Pipeline filter =
        new Pipeline(List.of(new BsonDocument("$match", fields.object("filter"))), name -> Optional.empty(), poll);
    final long batchSize = CURSOR.element(fields.object("cursor")).count("batchSize", Long.MAX_VALUE);
    final boolean moment = call.briefly(); // there may be many, and the filter is the client's own
    final Rows found = filter.run(documents);
    final Result result = new Result(
        moment ? found.whole(MOST_IN_A_MOMENT).orElseThrow(call::moved).asListing() : found.asLongListing(), poll);
    return cursors.open(call, db + ".$cmd.listCollections", result, batchSize, false);
  }

  private Optional<BsonDocument> document(final Namespace namespace, final boolean nameOnly) {
    final BsonDocument document =
        new BsonDocument("name", new BsonString(namespace.collection())).append("type", new BsonString("collection"));
    if (nameOnly) {
      return Optional.of(document);
    }
    return store
        .find(namespace)
        .map(
            records -> document
                .append("options", new BsonDocument())
                .append(
                    "info",
                    new BsonDocument("readOnly", BsonBoolean.FALSE).append("uuid", new BsonBinary(records.uuid())))
                .append("idIndex", Indexes.ID_INDEX.clone()));
  }
}
