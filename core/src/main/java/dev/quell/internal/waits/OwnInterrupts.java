package dev.quell.internal.waits;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The interrupts by kills that the current thread has asked for itself, outside a {@link BlockingCall}. A thread has
 * one interrupt flag for all of them, so a thread that takes one back has to know of the others (IN-I3).
 *
 * <p>Only one thread reads and writes the list. An interrupt that another thread has disarmed stays in it, without
 * effect, until this thread adds or removes one. Costs nothing to threads that ask for none.
 */
public final class OwnInterrupts {
  private static final ThreadLocal<@Nullable List<Interruption>> ASKED = new ThreadLocal<>();

  private OwnInterrupts() {}

  /** The current thread, which the interruption is for, has asked for it. */
  public static void add(final Interruption interruption) {
    List<Interruption> mine = ASKED.get();
    if (mine == null) {
      mine = new ArrayList<>(2);
      ASKED.set(mine);
    }
    mine.removeIf(Interruption::isOver);
    mine.add(interruption);
  }

  /** The current thread has disarmed an interruption. Does nothing if it has not asked for it. */
  public static void remove(final Interruption interruption) {
    final List<Interruption> mine = ASKED.get();
    if (mine != null) {
      mine.removeIf(one -> one == interruption || one.isOver());
      if (mine.isEmpty()) {
        ASKED.remove();
      }
    }
  }

  /** Whether one of them came or is about to, and nobody has taken it back. */
  static boolean anyCame() {
    final List<Interruption> mine = ASKED.get();
    if (mine != null) {
      for (final Interruption one : mine) {
        if (one.hasInterrupted()) {
          return true;
        }
      }
    }
    return false;
  }
}
