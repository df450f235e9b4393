package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** {@code collStats}: how many documents a collection has, and about how large they are. */
final class CollStatsCommand extends DataCommand {
  private final Store store;

  CollStatsCommand(final Store store) {
    super(
        Shape.of("collStats")
            .optional(Kind.STRING, "collStats", "collstats")
            .optional(Kind.NUMBER, "scale")
            .optional(Kind.BOOL, "verbose"),
        "collStats",
        "collstats");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.COLL_STATS);
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
    final Namespace namespace = Namespace.checked(call.db(), fields.string(call.name()));
    final BsonDocument reply = new BsonDocument("ns", new BsonString(namespace.toString()));
    reply.putAll(storage(store, namespace, fields.positive("scale", 1)));
    return reply;
  }

  /** How much there is of a collection, in units of so many bytes. */
  static BsonDocument storage(final Store store, final Namespace namespace, final long scale) {
    final Optional<Records> records = store.find(namespace);
    final long count = records.map(Records::count).orElse(0L);
    final long bytes = records.map(Records::bytes).orElse(0L);
    return new BsonDocument("size", new BsonInt64(bytes / scale))
        .append("count", CountCommand.number(count))
        .append("avgObjSize", new BsonInt64(count == 0 ? 0 : bytes / count))
        .append("storageSize", new BsonInt64(bytes / scale))
        .append("capped", BsonBoolean.FALSE)
        .append("nindexes", new BsonInt32(Indexes.of(store, namespace).size()))
        .append("totalIndexSize", new BsonInt64(0))
        .append("indexSizes", new BsonDocument())
        .append("scaleFactor", new BsonInt64(scale));
  }
}
