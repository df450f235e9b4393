package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** {@code dbStats}: how many collections and documents a database has, and about how large they are. */
final class DbStatsCommand extends DataCommand {
  private static final List<String> FREE = List.of("freeStorageSize", "indexFreeStorageSize", "totalFreeStorageSize");

  private final Store store;

  DbStatsCommand(final Store store) {
    super(
        Shape.of("dbStats").argument("dbstats").optional(Kind.NUMBER, "scale", "freeStorage"), "dbStats", "dbstats");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.on(call, Resource.database(call.db()), Action.DB_STATS);
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
    call.briefly(); // there may be many
    final List<Records> all =
        store.collections(Namespace.checkedDb(call.db())).peek(each -> call.check()).toList();
    final long scale = fields.positive("scale", 1);
    final long bytes = all.stream().mapToLong(Records::bytes).sum();
    final int indexes = all.stream()
        .peek(each -> call.check())
        .mapToInt(records -> Indexes.of(store, records.namespace()).size())
        .sum();
    final long objects = all.stream().mapToLong(Records::count).sum();
    final BsonDocument reply = new BsonDocument("db", new BsonString(call.db()))
        .append("collections", new BsonInt32(all.size()))
        .append("views", new BsonInt32(0))
        .append("objects", CountCommand.number(objects))
        .append("avgObjSize", new BsonInt64(objects == 0 ? 0 : bytes / objects))
        .append("dataSize", new BsonInt64(bytes / scale))
        .append("storageSize", new BsonInt64(bytes / scale))
        .append("indexes", new BsonInt32(indexes))
        .append("indexSize", new BsonInt64(0))
        .append("totalSize", new BsonInt64(bytes / scale))
        .append("scaleFactor", new BsonInt64(scale));
    if (fields.whole("freeStorage", 0) != 0) { // the store does not say how much of its file is free
      FREE.forEach(name -> reply.append(name, new BsonInt64(0)));
    }
    return reply;
  }
}
