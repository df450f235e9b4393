package dev.quell.server.data.command;

import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Preparation;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/** What the data commands have in common: arguments are checked against a shape before anything is done. */
abstract class DataCommand implements Command {
  private static final int MOST_BYTES = 16 * 1024;

  private final Set<String> names;
  private final Shape shape;

  /** Arguments of the right types. */
  private record Checked(Fields fields) implements Preparation {
    @Override
    public void giveUp() {
      // nothing to be given back
    }
  }

  DataCommand(final Shape shape, final String... names) {
    this.names = Set.of(names);
    this.shape = shape;
  }

  @Override
  public final Set<String> names() {
    return names;
  }

  /** What cannot be is refused at once, and waits for nothing; unless it takes long to find out. */
  @Override
  public void received(final CommandCall call) {
    if (!(call.body() instanceof RawBsonDocument raw && raw.getByteLength() > MOST_BYTES)) {
      call.prepare(new Checked(shape.command(call.body())));
    }
  }

  @Override
  public final BsonDocument run(final CommandCall call) throws Exception {
    return run(call, call.prepared(Checked.class).map(Checked::fields).orElseGet(() -> shape.command(call.body())));
  }

  /** Does it, with arguments of the right types. */
  abstract BsonDocument run(CommandCall call, Fields fields) throws Exception;

  final Shape shape() {
    return shape;
  }
}
