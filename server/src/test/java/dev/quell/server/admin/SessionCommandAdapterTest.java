package dev.quell.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.CommandTable;
import dev.quell.server.dispatch.Lane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionCommandAdapterTest {
  private final KillCore core = KillCore.create();
  private final SessionCommands commands = SessionCommands.on(core).build();

  @AfterEach
  void close() {
    commands.close();
    core.close();
  }

  @Test
  void shouldKeepListingsOffTheThreadsThatKill() {
    final CommandTable table = new CommandTable(
        SessionCommandAdapter.of(commands, call -> query -> document -> true, List.of()), Set.of());
    final Map<Lane, Set<String>> names = new HashMap<>();
    for (final String name : commands.names()) {
      names.computeIfAbsent(table.lane(name, Optional.empty()), lane -> new HashSet<>()).add(name);
    }

    final Set<String> others = new HashSet<>(commands.names());
    others.remove("currentOp");
    assertEquals(Map.of(Lane.LISTING, Set.of("currentOp"), Lane.CONTROL, others), names);
  }
}
