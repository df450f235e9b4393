package dev.quell.server.data;

import dev.quell.KillCore;
import dev.quell.command.QueryLanguage;
import dev.quell.command.SessionCommands;
import dev.quell.server.data.command.Catalogue;
import dev.quell.server.data.command.FirstStages;
import dev.quell.server.data.command.KillExplanations;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Makes the commands that read and write data. */
public final class DataCommands {
  private DataCommands() {}

  /** The query language of the data, for a filter that polls by this command. */
  public static QueryLanguage queries(final CommandCall call) {
    return query -> {
      final Poll poll = new Poll();
      poll.by(call::check);
      final Filter filter = Filter.of(query, poll);
      return document -> {
        call.briefly(); // it is the client's own
        try {
          poll.check();
          return filter.matches(document);
        } finally {
          call.rest();
        }
      };
    };
  }

  /** Whether a cursor over this closes when nobody uses it, for the core of these commands. */
  public static boolean timesOut(final AutoCloseable resource) {
    return Cursors.mayExpire(resource);
  }

  /**
   * The commands over one store. {@code explain} is among them: it answers for queries itself and hands what explains a
   * kill to {@code sessions}.
   *
   * @param core keeps the cursors
   * @param sessions answers the stages that list sessions and operations, and explains kills
   * @param store keeps the documents; closed by whoever opened it
   * @param testCommands whether {@code sleep} and its like are among them
   * @throws NullPointerException if an argument is null
   */
  public static List<Command> of(
      final KillCore core, final SessionCommands sessions, final Store store, final boolean testCommands) {
    return of(core, sessions, store, testCommands, new LongAdder());
  }

  /** The same, with a count of the open cursors that no idle time closes. */
  public static List<Command> of(
      final KillCore core, final SessionCommands sessions, final Store store, final boolean testCommands,
      final LongAdder staying) {
    Objects.requireNonNull(core, "core");
    Objects.requireNonNull(sessions, "sessions");
    Objects.requireNonNull(store, "store");
    final List<Command> commands =
        new ArrayList<>(Catalogue.commands(
            new Cursors(core, staying), FirstStages.of(sessions), new KillExplanations(sessions), store));
    if (testCommands) {
      commands.addAll(Catalogue.testCommands(sessions::sweep));
    }
    return List.copyOf(commands);
  }
}
