package dev.quell.stress.cluster;

import java.util.Map;
import java.util.TreeMap;

/** How much was done, and how much of it was checked. */
final class Counts {
  private final Map<String, Long> counts = new TreeMap<>();

  synchronized void add(final String what, final long more) {
    counts.merge(what, more, Long::sum);
  }

  synchronized void most(final String what, final long value) {
    counts.merge(what, value, Math::max);
  }

  synchronized long of(final String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** Those whose names begin so, without the beginning: {@code name 3, other 4}. */
  synchronized String list(final String beginning) {
    final StringBuilder text = new StringBuilder();
    counts.forEach((name, count) -> {
      if (name.startsWith(beginning)) {
        text.append(text.length() == 0 ? "" : ", ").append(name.substring(beginning.length())).append(' ')
            .append(count);
      }
    });
    return text.length() == 0 ? "none" : text.toString();
  }
}
