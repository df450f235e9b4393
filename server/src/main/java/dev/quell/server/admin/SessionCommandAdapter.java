package dev.quell.server.admin;

import dev.quell.command.QueryLanguage;
import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Makes each of the core's session commands a command of the server. They ask for a login and authorise themselves, so
 * that refusals are audited, and run on the reserved threads: a server that is busy to the last worker still kills, and
 * still lists, on threads apart.
 */
public final class SessionCommandAdapter implements Command {
  private static final String EXPLAIN = "explain";
  private static final String CURRENT_OP = "currentOp";
  private static final String KILL_OP = "killOp";
  /** They would kill, or count, themselves if they ran in their own session. */
  private static final Set<String> DETACHED =
      Set.of("killSessions", "killAllSessions", "killAllSessionsByPattern", EXPLAIN);

  /** The query language of this server; polls by the command that asks. */
  @FunctionalInterface
  public interface Queries {
    /** The language, for a command under way. */
    QueryLanguage of(CommandCall call);
  }

  private final SessionCommands commands;
  private final Queries queries;
  private final String name;
  private final boolean asksMembers;

  private SessionCommandAdapter(
      final SessionCommands commands, final Queries queries, final String name, final boolean asksMembers) {
    this.asksMembers = asksMembers;
    this.commands = commands;
    this.queries = queries;
    this.name = name;
  }

  /**
   * One for each name, and all others. If there is an {@code explain} among the others, it gets what the session
   * commands do not explain.
   *
   * @param asksMembers whether the session commands ask other servers
   */
  public static List<Command> of(
      final SessionCommands commands, final Queries queries, final List<Command> others, final boolean asksMembers) {
    final List<Command> all = new ArrayList<>();
    for (final String name : commands.names()) {
      all.add(new SessionCommandAdapter(commands, queries, name, asksMembers));
    }
    Optional<Command> explain = Optional.empty();
    for (final Command other : others) {
      if (other.names().contains(EXPLAIN)) {
        explain = Optional.of(other);
      } else {
        all.add(other);
      }
    }
    if (explain.isPresent()) {
      final Command otherExplain = explain.get();
      all.removeIf(command -> command.names().contains(EXPLAIN));
      final Command own = new SessionCommandAdapter(commands, queries, EXPLAIN, asksMembers);
      all.add(new ExplainCommand(commands, own, otherExplain, asksMembers ? Lane.LISTING : Lane.CONTROL));
    }
    return all;
  }

  @Override
  public Set<String> names() {
    return Set.of(name);
  }

  @Override
  public Lane lane(final CommandCall call) {
    return name.equals(CURRENT_OP) || asksMembers && waits(call) ? Lane.LISTING : Lane.CONTROL;
  }

  /** Whether it waits for other servers, as kills of sessions do not. */
  private boolean waits(final CommandCall call) {
    final BsonValue op = name.equals(KILL_OP) ? call.body().get("op") : null;
    return name.equals(EXPLAIN) || op != null && op.isString();
  }

  @Override
  public boolean needsLogin() {
    return false;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return DETACHED.contains(name) ? SessionUse.VALIDATE : SessionUse.ATTACH_IF_ROOM;
  }

  @Override
  public boolean reachesOthers() {
    return DETACHED.contains(name) && !name.equals(EXPLAIN);
  }

  /** What has ended makes room for the session of the next command. */
  @Override
  public boolean comesFirst(final CommandCall call) {
    return reachesOthers() || name.equals("endSessions");
  }

  /** Left to the command itself, which knows what its body needs. */
  @Override
  public void authorize(final CommandCall call) {}

  @Override
  public BsonDocument run(final CommandCall call) {
    return call.later(commands.runLater(call.caller(), call.db(), call.body(), queries.of(call)));
  }
}
