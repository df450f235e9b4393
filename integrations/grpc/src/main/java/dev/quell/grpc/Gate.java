package dev.quell.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets what the handler does and what a kill does exclude each other, without a lock: while something is inside, a kill
 * only leaves its mark, and who leaves last acts for it. It acts once.
 */
final class Gate {
  private static final int KILLED = 1;
  private static final int SHUT = 2;
  /** Counts what is inside: one at a time as a rule, more if callbacks nest on one thread. */
  private static final int INSIDE = 4;

  private final AtomicInteger state;

  /** @param inside whether something is inside from the start */
  Gate(final boolean inside) {
    state = new AtomicInteger(inside ? INSIDE : 0);
  }

  /**
   * Goes in.
   *
   * @return false if it is shut, or a kill has left its mark
   */
  boolean enter() {
    return enter(0);
  }

  /** Goes in, and shuts it for all others; else as {@link #enter()}. */
  boolean enterLast() {
    return enter(SHUT);
  }

  private boolean enter(final int mark) {
    while (true) {
      final int seen = state.get();
      if ((seen & (KILLED | SHUT)) != 0) {
        return false;
      }
      if (state.compareAndSet(seen, (seen | mark) + INSIDE)) {
        return true;
      }
    }
  }

  /**
   * Goes out.
   *
   * @return whether to act for a kill: the caller is inside again then, alone and for good, and has to leave once more
   */
  boolean leave() {
    while (true) {
      final int seen = state.get();
      final int next = seen - INSIDE;
      if (next == KILLED) {
        if (state.compareAndSet(seen, KILLED | SHUT | INSIDE)) {
          return true;
        }
      } else if (state.compareAndSet(seen, next)) {
        return false;
      }
    }
  }

  /**
   * Leaves the mark of a kill, or goes in for it.
   *
   * @return whether to act for the kill; then as in {@link #leave}
   */
  boolean kill() {
    while (true) {
      final int seen = state.get();
      if ((seen & (KILLED | SHUT)) != 0) {
        return false;
      }
      final boolean alone = seen < INSIDE;
      if (state.compareAndSet(seen, alone ? KILLED | SHUT | INSIDE : seen | KILLED)) {
        return alone;
      }
    }
  }

  /** Lets nothing in from here on. */
  void shut() {
    state.getAndUpdate(seen -> seen | SHUT);
  }

  /** Whether a kill has acted or will. */
  boolean isKilled() {
    return (state.get() & KILLED) != 0;
  }

  /** Whether nothing goes in any more. */
  boolean isShut() {
    return (state.get() & SHUT) != 0;
  }

  /** Whether it is shut and empty. */
  boolean isOver() {
    final int seen = state.get();
    return seen < INSIDE && (seen & SHUT) != 0;
  }
}
