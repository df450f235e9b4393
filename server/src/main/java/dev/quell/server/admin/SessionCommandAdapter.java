package dev.quell.server.admin;

import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;

/**
 * Makes each of the core's session commands a command of the server. They authorise themselves, and run on the reserved
 * threads: a server that is busy to the last worker still kills.
 */
public final class SessionCommandAdapter implements Command {
  /** They would kill themselves if they ran in their own session. */
  private static final Set<String> KILLS = Set.of("killSessions", "killAllSessions", "killAllSessionsByPattern");

  private final SessionCommands commands;
  private final String name;

  private SessionCommandAdapter(final SessionCommands commands, final String name) {
    this.commands = commands;
    this.name = name;
  }

  /** One for each name. */
  public static List<Command> of(final SessionCommands commands) {
    return commands.names().stream().<Command>map(name -> new SessionCommandAdapter(commands, name)).toList();
  }

  @Override
  public Set<String> names() {
    return Set.of(name);
  }

  @Override
  public Lane lane() {
    return Lane.CONTROL;
  }

  @Override
  public SessionUse sessionUse() {
    return KILLS.contains(name) ? SessionUse.VALIDATE : SessionUse.ATTACH;
  }

  /** Left to the command itself, which knows what its body needs. */
  @Override
  public void authorize(final CommandCall call) {}

  @Override
  public BsonDocument run(final CommandCall call) {
    return commands.run(call.caller(), call.db(), call.body());
  }
}
