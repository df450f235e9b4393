package dev.quell.testkit;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.internal.operation.Watching;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the operations that run now were begun, while some test wants to know. Thread-safe. */
final class Begins {
  private static final AtomicInteger WANTED = new AtomicInteger();
  private static final Map<Operation, Throwable> STACKS = new ConcurrentHashMap<>();

  private Begins() {}

  /** Notes begins from now on, until as many calls of {@link #forget}. */
  static void note() {
    WANTED.incrementAndGet();
  }

  static void forget() {
    if (WANTED.decrementAndGet() == 0) {
      STACKS.clear();
    }
  }

  static void began(final Operation operation) {
    if (WANTED.get() > 0) {
      STACKS.put(operation, new Throwable());
    }
  }

  static void ending(final Operation operation) {
    if (!STACKS.isEmpty()) {
      STACKS.remove(operation);
    }
  }

  /** Where this operation was begun, the innermost frame of the host first; empty if that is not known. */
  static List<StackTraceElement> of(final KillCore core, final int id) {
    if (STACKS.isEmpty()) {
      return List.of();
    }
    final Object name = Watching.coreOf(core.operation());
    for (final Map.Entry<Operation, Throwable> one : STACKS.entrySet()) {
      if (Watching.coreOf(one.getKey()) == name && hasId(one.getKey(), id)) {
        return Stacks.trimmed(one.getValue().getStackTrace());
      }
    }
    return List.of();
  }

  private static boolean hasId(final Operation operation, final int id) {
    try {
      return operation.id() == id;
    } catch (final IllegalStateException e) {
      return false; // it ended meanwhile
    }
  }
}
