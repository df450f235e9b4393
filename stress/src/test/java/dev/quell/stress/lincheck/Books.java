package dev.quell.stress.lincheck;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What a core holds, as one thread would keep it: maps and sets, and no thought of concurrency. */
public class Books {
  /** A session's name: its UUID and its owner. */
  record Name(int id, String owner) {}

  /**
   * A run of a thread's operation.
   *
   * @param number its own, of all runs
   * @param session the number of the opening of the session it is in
   * @param code what it was killed with, or 0
   */
  record Run(int number, int session, int code) {
    Run killed(final int by) {
      return new Run(number, session, by);
    }
  }

  /**
   * A thread's cursor.
   *
   * @param number its own, of all cursors
   * @param session the number of the opening of the session it is in
   * @param open whether it can be killed or closed
   * @param pinnedBy the thread that has it pinned, or 0
   * @param pinnedRun the run that has
   * @param settled whether that pin has returned
   */
  record Opened(int number, int session, boolean open, int pinnedBy, int pinnedRun, boolean settled) {
    Opened ended() {
      return new Opened(number, session, false, pinnedBy, pinnedRun, settled);
    }

    Opened pinned(final int thread, final int run, final boolean returned) {
      return new Opened(number, session, open, thread, run, returned);
    }
  }

  /** The opening that is current under each name. */
  final Map<Name, Integer> open = new HashMap<>();
  final Map<Integer, Run> runs = new HashMap<>();
  final Map<Integer, Opened> cursors = new HashMap<>();
  final Map<String, Set<String>> roles = new HashMap<>();
  private int numbers;

  int nextNumber() {
    return ++numbers;
  }

  final void open(final int id, final String owner) {
    open.computeIfAbsent(new Name(id, owner), name -> nextNumber());
  }

  final void hold(final String owner, final String... held) {
    roles.put(owner, new TreeSet<>(List.of(held)));
  }

  final boolean isRunning(final int thread) {
    return runs.containsKey(thread);
  }

  final Books copy() {
    final Books copy = new Books();
    copy.open.putAll(open);
    copy.runs.putAll(runs);
    copy.cursors.putAll(cursors);
    copy.roles.putAll(roles);
    copy.numbers = numbers;
    return copy;
  }

  private List<Object> parts() {
    return List.of(open, runs, cursors, roles, numbers);
  }

  @Override
  public final boolean equals(final Object other) {
    return other instanceof Books that && parts().equals(that.parts());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(open, runs, cursors, roles, numbers);
  }
}
