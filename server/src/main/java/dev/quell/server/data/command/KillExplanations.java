package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.Set;
import org.bson.BsonDocument;

/**
 * The {@code explain} of what is no query: that of a kill is answered by the session commands, who ask who may see it.
 */
public final class KillExplanations implements Command {
  private final SessionCommands sessions;

  /** Asks these commands. */
  public KillExplanations(final SessionCommands sessions) {
    this.sessions = sessions;
  }

  @Override
  public Set<String> names() {
    return Set.of("explain");
  }

  @Override
  public void authorize(final CommandCall call) {}

  @Override
  public BsonDocument run(final CommandCall call) {
    if (sessions.names().contains("explain")) {
      return sessions.run(call.caller(), call.db(), call.body());
    }
    throw new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED, "explain is not supported for this command");
  }
}
