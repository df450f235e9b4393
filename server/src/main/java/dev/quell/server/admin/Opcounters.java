package dev.quell.server.admin;

import dev.quell.server.dispatch.Command;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** How often each kind of command has run: {@code opcounters}. Thread-safe. */
public final class Opcounters {
  private static final String OTHERS = "command";
  private static final List<String> KINDS = List.of("insert", "query", "update", "delete", "getmore", OTHERS);

  private final Map<String, LongAdder> counters = new LinkedHashMap<>();

  /** All zero. */
  public Opcounters() {
    KINDS.forEach(kind -> counters.put(kind, new LongAdder()));
  }

  /** The command, counted from now on. */
  public Command count(final Command command) {
    return new CountedCommand(command, Objects.requireNonNull(counters.get(kind(command.names()))));
  }

  private static String kind(final Set<String> names) {
    if (names.contains("find")) {
      return "query";
    }
    if (names.contains("getMore")) {
      return "getmore";
    }
    return KINDS.stream().filter(names::contains).findFirst().orElse(OTHERS);
  }

  /** By kind. */
  public Map<String, Long> counts() {
    final Map<String, Long> counts = new LinkedHashMap<>();
    counters.forEach((kind, counter) -> counts.put(kind, counter.sum()));
    return counts;
  }
}
