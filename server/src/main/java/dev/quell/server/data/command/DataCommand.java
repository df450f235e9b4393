package dev.quell.server.data.command;

import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.Set;
import org.bson.BsonDocument;

/** What the data commands have in common: arguments are checked against a shape before anything is done. */
abstract class DataCommand implements Command {
  private final Set<String> names;
  private final Shape shape;

  DataCommand(final Shape shape, final String... names) {
    this.names = Set.of(names);
    this.shape = shape;
  }

  @Override
  public final Set<String> names() {
    return names;
  }

  @Override
  public final BsonDocument run(final CommandCall call) throws Exception {
    return run(call, shape.command(call.body()));
  }

  /** Does it, with arguments of the right types. */
  abstract BsonDocument run(CommandCall call, Fields fields) throws Exception;

  final Shape shape() {
    return shape;
  }
}
