package dev.quell.stress.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one process tells of itself, and what the driver does to it. */
final class LifeBook {
  final Life life;
  /** When its join had returned. */
  long joined = KillBook.NEVER;
  /** When it was killed, before the signal. */
  long died = KillBook.NEVER;
  /** Since when it has held a session of each owner whose roles change. */
  final Map<String, Long> anchored = new HashMap<>();

  // Of the present round.
  final Map<String, List<Thing>> things = new HashMap<>();
  /** Kills that its core has carried out, by reason. */
  final Map<String, List<Applied>> applied = new HashMap<>();
  final List<Span> stalls = new ArrayList<>();
  final List<Span> stops = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  long logEntries;
  long logBytes;
  long heapBytes;

  /** A kill that a core has carried out. */
  record Applied(long at, long operations, long cursors) {}

  /** A time in which a process did not run. */
  record Span(long from, long to) {
    long nanos() {
      return to - from;
    }

    boolean meets(final Span other) {
      return from <= other.to && other.from <= to;
    }
  }

  LifeBook(final Life life) {
    this.life = life;
  }

  boolean livedFrom(final long from, final long to) {
    return joined < from && died > to;
  }

  boolean isAlive() {
    return died == KillBook.NEVER;
  }

  /** The longest time that it stood still and nobody had stopped it: the machine is busy. */
  long longestStall() {
    return stalls.stream().filter(stall -> stops.stream().noneMatch(stall::meets)).mapToLong(Span::nanos).max()
        .orElse(0);
  }

  void forgetRound() {
    things.clear();
    applied.clear();
    stalls.clear();
    stops.clear();
    events.clear();
  }
}
