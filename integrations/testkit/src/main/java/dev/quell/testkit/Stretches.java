package dev.quell.testkit;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The times between two points of the same operation, each the least of all runs: the first run loads classes, and any
 * run may be held up. Thread-safe.
 */
final class Stretches {
  private final Map<Begin, Stretch> least = new HashMap<>();

  private record Begin(String operation, @Nullable KillPoint from) {}

  /** From a point, or null for the begin of the operation, to the next one, or null for its end. */
  record Stretch(String operation, @Nullable KillPoint from, @Nullable KillPoint to, long nanos) {}

  synchronized void note(
      final String operation, final @Nullable KillPoint from, final @Nullable KillPoint to, final long nanos) {
    least.merge(
        new Begin(operation, from), new Stretch(operation, from, to, nanos),
        (one, other) -> one.nanos <= other.nanos ? one : other);
  }

  /** The longest of all; null if there is none. */
  synchronized @Nullable Stretch longest() {
    Stretch longest = null;
    for (final Stretch stretch : least.values()) {
      if (longest == null || stretch.nanos > longest.nanos) {
        longest = stretch;
      }
    }
    return longest;
  }
}
