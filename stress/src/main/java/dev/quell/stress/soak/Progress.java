package dev.quell.stress.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether those who are not frozen go on (K5). There is no limit of speed in this, only of patience: a thread that
 * another keeps from going on does not go on however long one waits.
 */
final class Progress {
  /** Steps that each must have made: the first may have been over but for its last instruction. */
  private static final int ENOUGH = 2;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Round round;

  Progress(final Round round) {
    this.round = round;
  }

  /** If threads are frozen, waits until all others have gone on, and then lets them go on too. */
  void checkAndThaw() {
    final Stalls stalls = round.books.stalls;
    if (stalls.frozen() == 0) {
      return;
    }
    if (!await(actor -> stalls.isFrozen(actor.thread()))) {
      return;
    }
    stalls.thaw();
    round.books.counts.thaws.increment();
  }

  /** Who is to be left out. */
  interface Frozen {
    boolean is(Actor actor);
  }

  /** Waits until all that are not frozen have made some steps; false, and a violation, if one does not. */
  boolean await(final Frozen frozen) {
    final Map<Actor, Long> before = new HashMap<>();
    round.actors().forEach(actor -> before.put(actor, actor.steps()));
    final long start = System.nanoTime();
    List<Actor> late = List.copyOf(round.actors());
    while (!late.isEmpty()) {
      if (System.nanoTime() - start > round.patienceNanos) {
        round.books.violations.add("K5", "while others were frozen these did not go on:" + stacks(late));
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      late = late.stream().filter(actor -> !mayStand(actor, frozen) && actor.steps() < before.get(actor) + ENOUGH)
          .toList();
    }
    return true;
  }

  /** Whether it is frozen, waits for a kill because it wants to, or has ended. */
  private static boolean mayStand(final Actor actor, final Frozen frozen) {
    return actor.isDone() || actor.isBlocked() || frozen.is(actor);
  }

  static String stacks(final List<Actor> actors) {
    final List<String> lines = new ArrayList<>();
    for (final Actor actor : actors) {
      lines.add(actor.toString());
      final Thread thread = actor.thread();
      final StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
      for (int i = 0; i < Math.min(8, stack.length); i++) {
        lines.add("    at " + stack[i]);
      }
    }
    return System.lineSeparator() + String.join(System.lineSeparator(), lines);
  }
}
