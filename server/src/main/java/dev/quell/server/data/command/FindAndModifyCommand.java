package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ARRAY;
import static dev.quell.server.data.command.Kind.ARRAY_OR_OBJECT;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;
import static dev.quell.server.data.command.Kind.STRING_OR_OBJECT;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Find;
import dev.quell.server.data.query.Projection;
import dev.quell.server.data.query.Row;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.query.Update;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.data.store.Stored;
import dev.quell.server.dispatch.CommandCall;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** {@code findAndModify}. */
final class FindAndModifyCommand extends DataCommand {
  private final Store store;

  FindAndModifyCommand(final Store store) {
    super(
        Shape.of("findAndModify")
            .optional(STRING, "findAndModify", "findandmodify")
            .optional(OBJECT, "query", "sort", "fields", "collation", "let")
            .optional(BOOL, "remove", "new", "upsert", "bypassDocumentValidation")
            .optional(ARRAY_OR_OBJECT, "update")
            .optional(ARRAY, "arrayFilters")
            .optional(STRING_OR_OBJECT, "hint"),
        "findAndModify",
        "findandmodify");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    final boolean removes = UpdateCommand.isTrue(call.body().get("remove"));
    Authority.onCollection(call, Action.FIND, removes ? Action.REMOVE : Action.UPDATE);
    if (UpdateCommand.isTrue(call.body().get("upsert"))) {
      Authority.onCollection(call, Action.INSERT);
    }
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    checkTogether(fields);
    final String collection = fields.string(call.name());
    if (collection.isEmpty()) {
      throw new CommandException(ErrorCode.INVALID_NAMESPACE, "collection names cannot be empty");
    }
    final Namespace namespace = Namespace.writable(call.db(), collection);
    final Writes writes = new Writes(store, namespace, call);
    Hint.check(fields, writes);
    final Filter filter = Filter.of(fields.object("query"), writes.poll());
    final Projection projection = Projection.of(fields.object("fields"), writes.poll());
    if (fields.bool("remove", false)) {
      final Writes.Change removed = one(call, fields, writes, (records, row) -> writes.remove(records, row, filter));
      return reply(removed.happened(), null, null, shown(removed.before(), projection, writes));
    }
    return update(call, fields, writes, filter, projection);
  }

  private static void checkTogether(final Fields fields) {
    final boolean remove = fields.bool("remove", false);
    final String wrong;
    if (!remove && !fields.has("update")) {
      wrong = "Either an update or remove=true must be specified";
    } else if (remove && fields.has("update")) {
      wrong = "Cannot specify both an update and remove=true";
    } else if (remove && fields.bool("upsert", false)) {
      wrong = "Cannot specify both upsert=true and remove=true";
    } else if (remove && fields.bool("new", false)) {
      wrong = "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document";
    } else {
      return;
    }
    throw new CommandException(ErrorCode.FAILED_TO_PARSE, wrong);
  }

  private BsonDocument update(
      final CommandCall call, final Fields fields, final Writes writes, final Filter filter,
      final Projection projection) {
    final Update update = new Update(fields.get("update"), fields.objects("arrayFilters"), writes.poll());
    final boolean after = fields.bool("new", false);
    while (true) {
      final Writes.Change change =
          one(call, fields, writes, (records, row) -> writes.replace(records, row, filter, update));
      if (change.happened() || !fields.bool("upsert", false)) {
        final byte @Nullable [] shown = after ? change.after() : change.before();
        return reply(change.happened(), change.happened(), null, shown(shown, projection, writes));
      }
      final Optional<BsonValue> added = writes.upsert(filter, update);
      if (added.isPresent()) {
        final Optional<Stored> stored = after ? writes.records().flatMap(records -> records.byId(added.get()))
            : Optional.empty();
        return reply(true, false, added.get(), shown(stored.map(Stored::document).orElse(null), projection, writes));
      }
    }
  }

  /** What to do with the document that was found. */
  private interface Doing {
    Writes.Change to(Records records, Row row);
  }

  /** Does it to the first document, in the order that is asked for, that is still there. */
  private static Writes.Change one(
      final CommandCall call, final Fields fields, final Writes writes, final Doing doing) {
    final Find find = new Find(fields.object("query"), fields.object("sort"), new BsonDocument(), 0, 0);
    final Optional<Records> records = writes.records();
    try (Rows rows = Plans.shown(call, find.in(records, writes.poll()))) {
      while (rows.hasNext()) {
        final Writes.Change change = doing.to(records.get(), rows.next());
        if (change.happened()) {
          return change;
        }
      }
    }
    return Writes.Change.NONE;
  }

  private static BsonValue shown(final byte @Nullable [] document, final Projection projection, final Writes writes) {
    return document == null
        ? BsonNull.VALUE
        : projection.apply(Row.of(new Stored(0, document), writes.poll())).bson();
  }

  /** @param existing null for a removal */
  private static BsonDocument reply(
      final boolean hit,
      final @Nullable Boolean existing,
      final @Nullable BsonValue upserted,
      final BsonValue value) {
    final BsonDocument last = new BsonDocument("n", new BsonInt32(hit ? 1 : 0));
    if (existing != null) {
      last.append("updatedExisting", BsonBoolean.valueOf(existing));
    }
    if (upserted != null) {
      last.append("upserted", upserted);
    }
    return new BsonDocument("lastErrorObject", last).append("value", value);
  }
}
