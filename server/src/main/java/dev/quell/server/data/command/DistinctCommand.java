package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;

import dev.quell.access.Action;
import dev.quell.server.data.query.Distinct;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import org.bson.BsonDocument;

/** {@code distinct}. */
final class DistinctCommand extends DataCommand {
  private final Store store;

  DistinctCommand(final Store store) {
    super(
        Shape.of("distinct")
            .required(STRING, "distinct", "key")
            .optional(OBJECT, "query", "collation"),
        "distinct");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.FIND);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Poll poll = new Poll();
    poll.by(call::check);
    final Filter filter = Filter.of(fields.object("query"), poll);
    final Distinct distinct = new Distinct(fields.string("key"));
    final Namespace namespace = Namespace.checked(call.db(), fields.string("distinct"));
    try (Rows rows = Plans.shown(call, Rows.find(store.find(namespace), filter, false, poll))) {
      rows.forEachRemaining(distinct::add);
    }
    return new BsonDocument("values", distinct.values());
  }
}
