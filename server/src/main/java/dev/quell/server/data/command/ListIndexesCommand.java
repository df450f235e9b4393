package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.cursor.Result;
import dev.quell.server.data.query.Pipeline;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;

/** {@code listIndexes}. */
final class ListIndexesCommand extends DataCommand {
  private static final Shape CURSOR = Shape.of("listIndexes.cursor").optional(Kind.NUMBER, "batchSize");

  private final Store store;
  private final Cursors cursors;

  ListIndexesCommand(final Store store, final Cursors cursors) {
    super(
        Shape.of("listIndexes").required(Kind.STRING, "listIndexes").optional(Kind.OBJECT, "cursor"), "listIndexes");
    this.store = store;
    this.cursors = cursors;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.LIST_INDEXES);
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
    final Namespace namespace = Namespace.checked(call.db(), fields.string("listIndexes"));
    final List<BsonDocument> indexes = Indexes.of(store, namespace);
    if (indexes.isEmpty()) {
      throw new CommandException(ErrorCode.NAMESPACE_NOT_FOUND, "ns does not exist: " + namespace);
    }
    final Poll poll = new Poll();
    final Pipeline all = new Pipeline(List.of(), name -> Optional.empty(), poll);
    final long batchSize = CURSOR.element(fields.object("cursor")).count("batchSize", Long.MAX_VALUE);
    final Result result = new Result(all.run(indexes.stream()).asListing(), poll);
    return cursors.open(call, namespace.toString(), result, batchSize, false);
  }
}
