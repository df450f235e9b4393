package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ANY;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import org.bson.BsonDocument;

/** {@code create}. */
final class CreateCommand extends DataCommand {
  private final Store store;

  CreateCommand(final Store store) {
    super(
        Shape.of("create")
            .required(STRING, "create")
            .optional(BOOL, "capped", "temp", "autoIndexId")
            .optional(
                OBJECT, "validator", "collation", "storageEngine", "indexOptionDefaults", "timeseries", "idIndex",
                "encryptedFields", "changeStreamPreAndPostImages")
            .optional(STRING, "viewOn", "validationLevel", "validationAction")
            .optional(Kind.NUMBER, "size", "max")
            .optional(ANY, "pipeline", "clusteredIndex", "expireAfterSeconds"),
        "create");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.CREATE_COLLECTION);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string("create"));
    if (!store.create(namespace, new BsonDocument())) {
      throw new CommandException(ErrorCode.NAMESPACE_EXISTS, "Collection " + namespace + " already exists.");
    }
    return new BsonDocument();
  }
}
