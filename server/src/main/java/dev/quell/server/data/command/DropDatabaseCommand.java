package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** {@code dropDatabase}. */
final class DropDatabaseCommand extends DataCommand {
  private final Store store;

  DropDatabaseCommand(final Store store) {
    super(Shape.of("dropDatabase").argument(), "dropDatabase");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.on(call, Resource.database(call.db()), Action.DROP_DATABASE);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final List<Namespace> all = store.collections(Namespace.checkedDb(call.db())).map(Records::namespace).toList();
    for (final Namespace namespace : all) {
      call.check();
      store.drop(namespace);
    }
    return all.isEmpty() ? new BsonDocument() : new BsonDocument("dropped", new BsonString(call.db()));
  }
}
