package dev.quell.server.data.command;

import dev.quell.KillCore;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;

/** All data commands. */
public final class Catalogue {
  private Catalogue() {}

  /**
   * The commands over one store.
   *
   * @param core keeps the cursors
   * @param firstStages whose documents come from elsewhere
   * @param explain answers {@code explain} for what is no query
   */
  public static List<Command> commands(
      final KillCore core, final FirstStages firstStages, final Command explain, final Store store) {
    return commands(new Cursors(core), firstStages, explain, store);
  }

  /** The same, over these cursors. */
  public static List<Command> commands(
      final Cursors cursors, final FirstStages firstStages, final Command explain, final Store store) {
    final List<Command> explained = List.of(
        new FindCommand(store, cursors),
        new UpdateCommand(store),
        new DeleteCommand(store),
        new FindAndModifyCommand(store),
        new CountCommand(store),
        new DistinctCommand(store),
        new AggregateCommand(store, cursors, firstStages));
    final List<Command> all = new ArrayList<>(explained);
    all.addAll(List.of(
        new InsertCommand(store),
        new GetMoreCommand(cursors),
        new ExplainCommand(store, explained, explain),
        new CreateCommand(store),
        new DropCommand(store),
        new DropDatabaseCommand(store),
        new ListCollectionsCommand(store, cursors),
        new ListDatabasesCommand(store),
        new CreateIndexesCommand(store),
        new ListIndexesCommand(store, cursors),
        new DropIndexesCommand(store),
        new CollStatsCommand(store),
        new DbStatsCommand(store)));
    return List.copyOf(all);
  }

  /**
   * What only tests need.
   *
   * @param sweep ends the sessions that are to end
   */
  public static List<Command> testCommands(final Runnable sweep) {
    final List<Command> commands = new ArrayList<>();
    commands.add(new SleepCommand());
    commands.add(
        new SmallCommand(
            Catalogue::maySweep,
            call -> {
              sweep.run();
              return new BsonDocument();
            },
            "refreshLogicalSessionCacheNow",
            "reapLogicalSessionCacheNow"));
    commands.add(
        new SmallCommand(
            call -> {},
            call -> {
              throw new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED, "this server has no fail points");
            },
            "configureFailPoint"));
    return commands;
  }

  private static void maySweep(final CommandCall call) {
    Authority.on(call, Resource.CLUSTER, Action.KILL_ANY_SESSION);
  }
}
