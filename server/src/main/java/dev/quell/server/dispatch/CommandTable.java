package dev.quell.server.dispatch;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All commands by name, and which threads run them. Immutable. */
public final class CommandTable {
  private final Map<String, Command> byName = new HashMap<>();
  private final Set<String> listingStages;

  /**
   * A table.
   *
   * @param commands each with its names
   * @param listingStages the first stages, with the dollar, that make an {@code aggregate} a listing
   * @throws IllegalArgumentException if two commands have the same name
   */
  public CommandTable(final Collection<? extends Command> commands, final Set<String> listingStages) {
    this.listingStages = Set.copyOf(listingStages);
    for (final Command command : commands) {
      for (final String name : command.names()) {
        final Command other = byName.putIfAbsent(name, command);
        if (other != null) {
          throw new IllegalArgumentException("two commands have the name " + name);
        }
      }
    }
  }

  /** The command with this name, as the client wrote it. */
  public Optional<Command> find(final String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names of all commands. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /**
   * Which threads run a command.
   *
   * @param name of the command, known or not
   * @param firstStage of its pipeline, if it is an {@code aggregate}
   * @return reserved threads only for a known command that wants them, and for a listing
   */
  public Lane lane(final String name, final Optional<String> firstStage) {
    if (firstStage.isPresent() && listingStages.contains(firstStage.get())) {
      return Lane.LISTING;
    }
    final Command command = byName.get(name);
    return command == null ? Lane.WORK : command.lane();
  }
}
