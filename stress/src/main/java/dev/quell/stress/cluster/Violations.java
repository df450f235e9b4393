package dev.quell.stress.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What members did that they must not. */
final class Violations {
  /** For each guarantee. */
  private static final int KEPT = 10;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> kept = new ArrayList<>();

  synchronized void add(final String guarantee, final String what) {
    if (counts.merge(guarantee, 1, Integer::sum) <= KEPT) {
      kept.add(guarantee + ": " + what);
    }
  }

  synchronized boolean isEmpty() {
    return counts.isEmpty();
  }

  /** How many of each guarantee. */
  synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  synchronized List<String> kept() {
    return List.copyOf(kept);
  }
}
