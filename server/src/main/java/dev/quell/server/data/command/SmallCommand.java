package dev.quell.server.data.command;

import dev.quell.server.dispatch.CommandCall;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.BsonDocument;

/** A command that is one line. */
final class SmallCommand extends DataCommand {
  private final Consumer<CommandCall> authority;
  private final Function<CommandCall, BsonDocument> doing;

  SmallCommand(
      final Consumer<CommandCall> authority, final Function<CommandCall, BsonDocument> doing, final String... names) {
    super(Shape.of(names[0]).lenient(), names);
    this.authority = authority;
    this.doing = doing;
  }

  @Override
  public void authorize(final CommandCall call) {
    authority.accept(call);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    return doing.apply(call);
  }
}
