package dev.quell.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.KillCore;
import dev.quell.command.SessionCommands;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.Lane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    final Map<Lane, Set<String>> names = new HashMap<>();
    for (final Command command : SessionCommandAdapter.of(commands, call -> query -> document -> true, List.of(),
        false)) {
      names.computeIfAbsent(command.lane(null), lane -> new HashSet<>()).addAll(command.names());
    }

    final Set<String> others = new HashSet<>(commands.names());
    others.remove("currentOp");
    assertEquals(Map.of(Lane.LISTING, Set.of("currentOp"), Lane.CONTROL, others), names);
  }
}
