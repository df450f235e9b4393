package dev.quell.server.data;

import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.server.data.command.Catalogue;
import dev.quell.server.data.command.FirstStages;
import dev.quell.server.data.command.KillExplanations;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Makes the commands that read and write data. */
public final class DataCommands {
  private DataCommands() {}

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
    Objects.requireNonNull(core, "core");
    Objects.requireNonNull(sessions, "sessions");
    Objects.requireNonNull(store, "store");
    final List<Command> commands =
        new ArrayList<>(Catalogue.commands(core, FirstStages.of(sessions), new KillExplanations(sessions), store));
    if (testCommands) {
      commands.addAll(Catalogue.testCommands(sessions::sweep));
    }
    return List.copyOf(commands);
  }
}
