package dev.quell.server.data;

import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.server.data.command.Catalogue;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import java.util.List;
import java.util.Objects;

/** Makes the commands that read and write data. */
public final class DataCommands {
  private DataCommands() {}

  /**
   * The commands over one store.
   *
   * @param core keeps the cursors
   * @param sessions answers the stages that list sessions and operations
   * @param store keeps the documents; closed by whoever opened it
   * @param testCommands whether {@code sleep} and its like are among them
   * @throws NullPointerException if an argument is null
   */
  public static List<Command> of(
      final KillCore core, final SessionCommands sessions, final Store store, final boolean testCommands) {
    return Catalogue.commands(
        Objects.requireNonNull(core, "core"),
        Objects.requireNonNull(sessions, "sessions"),
        Objects.requireNonNull(store, "store"),
        testCommands);
  }
}
