package dev.quell.server.data.command;

import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import java.util.ArrayList;
import java.util.List;

/** All data commands. */
public final class Catalogue {
  private Catalogue() {}

  /** The commands; see {@link dev.quell.server.data.DataCommands#of}. */
  public static List<Command> commands(
      final KillCore core, final SessionCommands sessions, final Store store, final boolean testCommands) {
    final Cursors cursors = new Cursors(core);
    final List<Command> commands = new ArrayList<>();
    commands.add(new InsertCommand(store));
    commands.add(new FindCommand(store, cursors));
    commands.add(new GetMoreCommand(cursors));
    return List.copyOf(commands);
  }
}
