package dev.quell.server.dispatch;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All commands by name. Immutable. */
public final class CommandTable {
  private final Map<String, Command> byName = new HashMap<>();

  /**
   * A table.
   *
   * @param commands each with its names
   * @throws IllegalArgumentException if two commands have the same name
   */
  public CommandTable(final Collection<? extends Command> commands) {
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
}
