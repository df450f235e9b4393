package dev.quell.server.admin;

import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.Set;
import org.bson.BsonDocument;

/** {@code explain}, of a command that kills sessions or of one that reads data. */
final class ExplainCommand implements Command {
  private final SessionCommands commands;
  private final Command kills;
  private final Command reads;
  private final Lane lane;

  ExplainCommand(final SessionCommands commands, final Command kills, final Command reads, final Lane lane) {
    this.lane = lane;
    this.commands = commands;
    this.kills = kills;
    this.reads = reads;
  }

  private Command chosen(final CommandCall call) {
    return commands.explains(call.body()) ? kills : reads;
  }

  @Override
  public Set<String> names() {
    return kills.names();
  }

  /** How long a query takes to understand is up to the client. */
  @Override
  public Lane lane(final CommandCall call) {
    return commands.explains(call.body()) ? lane : reads.lane(call);
  }

  @Override
  public boolean needsLogin() {
    return reads.needsLogin();
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return chosen(call).sessionUse(call);
  }

  @Override
  public void authorize(final CommandCall call) {
    chosen(call).authorize(call);
  }

  @Override
  public BsonDocument run(final CommandCall call) throws Exception {
    return chosen(call).run(call);
  }
}
