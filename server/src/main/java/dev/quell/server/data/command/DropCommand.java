package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** {@code drop}. To drop what is not there is no mistake. */
final class DropCommand extends DataCommand {
  private final Store store;

  DropCommand(final Store store) {
    super(Shape.of("drop").required(Kind.STRING, "drop"), "drop");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.DROP_COLLECTION);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string("drop"));
    final int indexes = Indexes.of(store, namespace).size();
    return store.drop(namespace)
        ? new BsonDocument("nIndexesWas", new BsonInt32(indexes)).append("ns", new BsonString(namespace.toString()))
        : new BsonDocument();
  }
}
