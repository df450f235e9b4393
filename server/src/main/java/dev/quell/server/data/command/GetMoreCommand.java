package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.LONG;
import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.STRING;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** {@code getMore}. */
final class GetMoreCommand extends DataCommand {
  private static final String COLLECTION = "collection";

  private final Cursors cursors;

  GetMoreCommand(final Cursors cursors) {
    super(
        Shape.of("getMore")
            .required(LONG, "getMore")
            .required(STRING, COLLECTION)
            .optional(NUMBER, "batchSize"),
        "getMore");
    this.cursors = cursors;
  }

  /** Results that are no collection's were allowed when they were opened; only whoever opened them gets more. */
  @Override
  public void authorize(final CommandCall call) {
    final BsonValue collection = call.body().get(COLLECTION, new BsonString(""));
    final String name = collection.isString() ? collection.asString().getValue() : "";
    if (!name.startsWith("$cmd.")) {
      Authority.onCollection(call, name, Action.FIND);
    }
  }

  /** As the cursor wants it. What names none is refused, which needs no worker. */
  @Override
  public Lane lane(final CommandCall call) {
    return call.argument() instanceof BsonInt64 id ? cursors.laneOf(id.getValue()) : Lane.LISTING;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return lane(call) == Lane.WORK ? SessionUse.ATTACH : SessionUse.ATTACH_IF_ROOM;
  }

  /** It uses its cursor from here on, also while it waits. */
  @Override
  public void received(final CommandCall call) {
    super.received(call);
    if (call.argument() instanceof BsonInt64 id && call.body().get(COLLECTION) instanceof BsonString collection) {
      cursors.prepare(call, id.getValue(), call.db() + "." + collection.getValue());
    }
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final long id = fields.get("getMore").asInt64().getValue();
    final String collection = fields.string(COLLECTION);
    if (collection.isEmpty()) {
      throw new CommandException(ErrorCode.INVALID_NAMESPACE, "Collection names cannot be empty");
    }
    final long batchSize = fields.count("batchSize", 0);
    return cursors.more(call, id, call.db() + "." + collection, batchSize == 0 ? Long.MAX_VALUE : batchSize);
  }
}
