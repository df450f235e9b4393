package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ARRAY;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;
import static dev.quell.server.data.command.Kind.STRING_OR_OBJECT;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** {@code delete}. */
final class DeleteCommand extends DataCommand {
  private static final Shape DELETE =
      Shape.of("delete.deletes")
          .required(OBJECT, "q")
          .required(NUMBER, "limit")
          .optional(OBJECT, "collation")
          .optional(STRING_OR_OBJECT, "hint");

  private final Store store;

  DeleteCommand(final Store store) {
    super(
        Shape.of("delete")
            .required(STRING, "delete")
            .required(ARRAY, "deletes")
            .optional(OBJECT, "let")
            .optional(BOOL, "ordered", "bypassDocumentValidation"),
        "delete");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.REMOVE);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string("delete"));
    final List<Fields> deletes = InsertCommand.batch(fields, "deletes").stream().map(DELETE::element).toList();
    final WriteErrors errors = new WriteErrors();
    int removed = 0;
    for (int i = 0; i < deletes.size(); i++) {
      call.check();
      try {
        removed += delete(new Writes(store, namespace, call), deletes.get(i));
      } catch (final CommandException e) {
        errors.add(i, e);
        if (fields.bool("ordered", true)) {
          break;
        }
      }
    }
    return errors.addTo(new BsonDocument("n", new BsonInt32(removed)));
  }

  private static int delete(final Writes writes, final Fields delete) {
    delete.refuse();
    final double limit = delete.number("limit", 0);
    if (limit != 0 && limit != 1) {
      throw new CommandException(
          ErrorCode.FAILED_TO_PARSE,
          "The limit field in delete objects must be 0 or 1. Got " + Shell.text(delete.get("limit")));
    }
    Hint.check(delete, writes);
    return writes.delete(Filter.of(delete.object("q"), writes.poll()), limit == 0);
  }
}
