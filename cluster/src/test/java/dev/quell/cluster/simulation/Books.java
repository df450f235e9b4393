package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who called what, who lived under which name, and what was found to be wrong. */
final class Books {
  final Plan plan;
  final List<Machine> machines;
  private final Map<EntryId, Called> calls = new LinkedHashMap<>();
  private final Map<MemberId, List<Called>> byOrigin = new HashMap<>();
  private final Map<MemberId, Life> lives = new HashMap<>();
  final List<String> violations = new ArrayList<>();

  Books(final Plan plan, final List<Machine> machines) {
    this.plan = plan;
    this.machines = machines;
  }

  void violated(final String guarantee, final Object... what) {
    final StringBuilder text = new StringBuilder(guarantee).append(": ");
    for (final Object part : what) {
      text.append(part);
    }
    violations.add(text.toString());
  }

  /** A life goes by this name from now on. */
  void isCalled(final Life life, final MemberId id) {
    if (lives.putIfAbsent(id, life) != null) {
      violated("C3 never younger", life, " takes the name of another life: ", id);
    }
  }

  @Nullable
  Life life(final MemberId id) {
    return lives.get(id);
  }

  void add(final Called called) {
    if (called.entry != null) {
      calls.put(called.entry, called);
      byOrigin.computeIfAbsent(called.entry.origin(), any -> new ArrayList<>()).add(called);
    }
  }

  Iterable<Called> calls() {
    return calls.values();
  }

  @Nullable
  Called call(final EntryId entry) {
    return calls.get(entry);
  }

  /** The calls of one life under one name, in order: the first has the sequence 1. */
  List<Called> of(final MemberId origin) {
    return byOrigin.getOrDefault(origin, List.of());
  }

  /**
   * How much earlier than its call a late kill may cut, so far: what messages take on their way and marks are apart,
   * a lease if it came by way of a member that took it up in time, and all that the clocks have hidden or made up.
   */
  long slack() {
    long slack = plan.leaseNanos() + 4 * plan.longestNanos() + 60 * World.MILLI;
    slack += (long) (4 * plan.rate() * Simulation.LENGTH);
    for (final Machine machine : machines) {
      slack += machine.stoodInAll + machine.stepsInAll;
    }
    return slack;
  }
}
