package dev.quell.command;

import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.BsonStage;
import dev.quell.command.common.CommandContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All commands and stages by name: the one place that lists them. */
final class Registry {
  final Map<String, BsonCommand> commands;
  final Map<String, BsonStage> stages;

  Registry(final CommandContext context) {
    commands = byName(List.of());
    final Map<String, BsonStage> named = new HashMap<>();
    for (final BsonStage stage : List.<BsonStage>of()) {
      named.put(stage.name(), stage);
    }
    stages = Map.copyOf(named);
  }

  private static Map<String, BsonCommand> byName(final List<BsonCommand> all) {
    final Map<String, BsonCommand> named = new HashMap<>();
    for (final BsonCommand command : all) {
      for (final String name : command.names()) {
        named.put(name, command);
      }
    }
    return Map.copyOf(named);
  }
}
