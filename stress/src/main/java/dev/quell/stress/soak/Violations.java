package dev.quell.stress.soak;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What the core did that it must not, and what the soak itself failed at. */
final class Violations {
  /** For each guarantee: one that is broken at once must not hide another, which the end of the round shows. */
  private static final int KEPT = 20;

  private final ConcurrentLinkedQueue<String> kept = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();

  /**
   * Notes one.
   *
   * @param guarantee K1 to K9, or another word for what was promised
   */
  void add(final String guarantee, final String what) {
    count.incrementAndGet();
    if (counts.computeIfAbsent(guarantee, key -> new AtomicLong()).incrementAndGet() <= KEPT) {
      kept.add(guarantee + ": " + what);
    }
  }

  /** Notes what a thread of the soak threw: the core, or the soak, did what it must not. */
  void add(final Thread thread, final Throwable thrown) {
    final StackTraceElement[] stack = thrown.getStackTrace();
    final StringBuilder text = new StringBuilder(thread.getName()).append(" threw ").append(thrown);
    for (int i = 0; i < Math.min(12, stack.length); i++) {
      text.append(System.lineSeparator()).append("    at ").append(stack[i]);
    }
    add("thrown", text.toString());
  }

  long count() {
    return count.get();
  }

  List<String> kept() {
    return List.copyOf(kept);
  }
}
