package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.OBJECT;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** {@code listDatabases}. Whoever may not list all of them sees those that they may read something in. */
final class ListDatabasesCommand extends DataCommand {
  private final Store store;

  private record Database(String name, long bytes) {
    BsonDocument describe(final boolean nameOnly) {
      final BsonDocument document = new BsonDocument("name", new BsonString(name));
      return nameOnly
          ? document : document.append("sizeOnDisk", new BsonInt64(bytes)).append("empty", BsonBoolean.FALSE);
    }
  }

  ListDatabasesCommand(final Store store) {
    super(
        Shape.of("listDatabases")
            .argument()
            .optional(OBJECT, "filter")
            .optional(BOOL, "nameOnly", "authorizedDatabases"),
        "listDatabases");
    this.store = store;
  }

  private static boolean mayListAll(final CommandCall call) {
    return call.caller().may(Action.LIST_DATABASES, Resource.CLUSTER);
  }

  @Override
  public void authorize(final CommandCall call) {
    final BsonValue authorized = call.body().get("authorizedDatabases");
    if (!mayListAll(call) && !Shape.isAbsent(authorized) && !UpdateCommand.isTrue(authorized)) {
      throw Authority.refusal(call);
    }
  }

  @Override
  public Lane lane(final CommandCall call) {
    return Lane.ADMINISTRATION;
  }

  /** It changes nothing. */
  @Override
  public boolean comesFirst(final CommandCall call) {
    return false;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return SessionUse.ATTACH_IF_ROOM;
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    if (!call.db().equals("admin")) {
      throw new CommandException(ErrorCode.UNAUTHORIZED, "listDatabases may only be run against the admin database.");
    }
    final boolean nameOnly = fields.bool("nameOnly", false);
    final boolean mayListEach = mayListAll(call) && !fields.bool("authorizedDatabases", false);
    final List<Database> all = new ArrayList<>();
    for (final String db : store.databases()) {
      call.check();
      if (mayListEach || mayRead(call, db)) {
        all.add(new Database(db, store.collections(db).mapToLong(Records::bytes).sum()));
      }
    }
    final Poll poll = new Poll();
    poll.by(call::check);
    if (fields.has("filter")) {
      call.briefly(); // it is the client's own
    }
    final Filter filter = Filter.of(fields.object("filter"), poll);
    final List<BsonDocument> databases = new ArrayList<>();
    long total = 0;
    for (final Database each : all) {
      call.check();
      final BsonDocument document = each.describe(nameOnly);
      if (filter.matches(document)) {
        databases.add(document);
        total += each.bytes();
      }
    }
    final BsonDocument reply = new BsonDocument("databases", new BsonArray(databases));
    return nameOnly
        ? reply
        : reply.append("totalSize", new BsonInt64(total)).append("totalSizeMb", new BsonInt64(total >> 20));
  }

  private boolean mayRead(final CommandCall call, final String db) {
    return call.caller().may(Action.FIND, Resource.database(db))
        || store.collections(db)
            .map(records -> Resource.collection(db, records.namespace().collection()))
            .anyMatch(collection -> call.caller().may(Action.FIND, collection));
  }
}
