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
import dev.quell.server.data.query.Update;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** {@code update}. */
final class UpdateCommand extends DataCommand {
  private static final Shape UPDATE =
      Shape.of("update.updates")
          .required(OBJECT, "q")
          .required(ARRAY_OR_OBJECT, "u")
          .optional(BOOL, "multi", "upsert")
          .optional(ARRAY, "arrayFilters")
          .optional(OBJECT, "collation", "c")
          .optional(STRING_OR_OBJECT, "hint");

  private final Store store;

  UpdateCommand(final Store store) {
    super(
        Shape.of("update")
            .required(STRING, "update")
            .required(ARRAY, "updates")
            .optional(OBJECT, "let")
            .optional(BOOL, "ordered", "bypassDocumentValidation"),
        "update");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.UPDATE);
    if (mayInsert(call.body())) {
      Authority.onCollection(call, Action.INSERT);
    }
  }

  private static boolean mayInsert(final BsonDocument body) {
    final BsonValue updates = body.get("updates");
    return updates != null
        && updates.isArray()
        && updates.asArray().stream()
            .anyMatch(update -> update.isDocument() && isTrue(update.asDocument().get("upsert")));
  }

  /** Whether a field says yes; one of a wrong type is refused later. */
  static boolean isTrue(final @Nullable BsonValue value) {
    return value != null
        && (value.isBoolean() ? value.asBoolean().getValue() : value.isNumber() && value.asNumber().doubleValue() != 0);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string("update"));
    final List<Fields> updates = InsertCommand.batch(fields, "updates").stream().map(UPDATE::element).toList();
    final WriteErrors errors = new WriteErrors();
    final List<BsonValue> upserted = new ArrayList<>();
    int matched = 0;
    int modified = 0;
    for (int i = 0; i < updates.size(); i++) {
      call.check();
      try {
        final Writes.Updated updated = update(new Writes(store, namespace, call), updates.get(i));
        matched += updated.matched();
        modified += updated.modified();
        if (updated.upserted() != null) {
          upserted.add(new BsonDocument("index", new BsonInt32(i)).append("_id", updated.upserted()));
        }
      } catch (final CommandException e) {
        errors.add(i, e);
        if (fields.bool("ordered", true)) {
          break;
        }
      }
    }
    final BsonDocument reply = new BsonDocument("n", new BsonInt32(matched + upserted.size()));
    if (!upserted.isEmpty()) {
      reply.append("upserted", new BsonArray(upserted));
    }
    return errors.addTo(reply.append("nModified", new BsonInt32(modified)));
  }

  private static Writes.Updated update(final Writes writes, final Fields fields) {
    fields.refuse();
    Hint.check(fields, writes);
    final Filter filter = Filter.of(fields.object("q"), writes.poll());
    final Update update = new Update(fields.get("u"), fields.objects("arrayFilters"), writes.poll());
    final boolean many = fields.bool("multi", false);
    if (many && update.isReplacement()) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE, "multi update is not supported for replacement-style update");
    }
    return writes.update(filter, update, many, fields.bool("upsert", false));
  }
}
