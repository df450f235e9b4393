package dev.quell.server.admin;

import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.Moved;
import dev.quell.server.dispatch.SessionUse;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.bson.BsonDocument;

/** A command that is counted each time it is run, whatever comes of it. */
final class CountedCommand implements Command {
  private final Command command;
  private final LongAdder counter;

  CountedCommand(final Command command, final LongAdder counter) {
    this.command = command;
    this.counter = counter;
  }

  @Override
  public Set<String> names() {
    return command.names();
  }

  @Override
  public Lane lane(final CommandCall call) {
    return command.lane(call);
  }

  @Override
  public boolean comesFirst(final CommandCall call) {
    return command.comesFirst(call);
  }

  @Override
  public boolean needsLogin() {
    return command.needsLogin();
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return command.sessionUse(call);
  }

  @Override
  public boolean reachesOthers() {
    return command.reachesOthers();
  }

  @Override
  public boolean secret() {
    return command.secret();
  }

  @Override
  public void authorize(final CommandCall call) {
    command.authorize(call);
  }

  @Override
  public void received(final CommandCall call) {
    command.received(call);
  }

  @Override
  public BsonDocument run(final CommandCall call) throws Exception {
    counter.increment();
    try {
      return command.run(call);
    } catch (final Moved e) { // it will be run once more
      counter.decrement();
      throw e;
    }
  }
}
