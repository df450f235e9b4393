package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ARRAY;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.STRING;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** {@code insert}. */
final class InsertCommand extends DataCommand {
  private static final int MOST = 100_000;

  private final Store store;

  InsertCommand(final Store store) {
    super(
        Shape.of("insert")
            .required(STRING, "insert")
            .required(ARRAY, "documents")
            .optional(BOOL, "ordered", "bypassDocumentValidation"),
        "insert");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.INSERT);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string("insert"));
    final List<BsonDocument> documents = batch(fields, "documents");
    final WriteErrors errors = new WriteErrors();
    int inserted = 0;
    for (int i = 0; i < documents.size(); i++) {
      call.check();
      try {
        Inserts.insert(store, namespace, documents.get(i));
        inserted++;
      } catch (final CommandException e) {
        errors.add(i, e);
        if (fields.bool("ordered", true)) {
          break;
        }
      }
    }
    return errors.addTo(new BsonDocument("n", new BsonInt32(inserted)));
  }

  /** The parts of a write, of which there must be some, and not too many. */
  static List<BsonDocument> batch(final Fields fields, final String field) {
    final int size = fields.array(field).size();
    if (size == 0 || size > MOST) {
      throw new CommandException(
          ErrorCode.INVALID_LENGTH,
          "Write batch sizes must be between 1 and " + MOST + ". Got " + size + " operations.");
    }
    return fields.objects(field);
  }
}
