package dev.quell.stress.cluster;

import dev.quell.stress.cluster.LifeBook.Applied;
import dev.quell.stress.cluster.LifeBook.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that members have told, line by line. Whatever line a member prints but an answer to the driver is for here.
 * Thread-safe: each member has a reader.
 */
final class Books {
  private final Map<Life, LifeBook> lives = new TreeMap<>();
  /** Of the whole soak: even a late one hits nothing younger. */
  private final Map<String, KillBook> kills = new HashMap<>();
  private final List<KillBook> ofRound = new ArrayList<>();
  private final Map<String, List<RoleChange>> changes = new LinkedHashMap<>();

  synchronized LifeBook life(final Life life) {
    return lives.computeIfAbsent(life, LifeBook::new);
  }

  synchronized Collection<LifeBook> lives() {
    return new ArrayList<>(lives.values());
  }

  synchronized KillBook kill(final String reason) {
    return kills.get(reason);
  }

  /** Those that were called in this round. */
  synchronized List<KillBook> kills() {
    return new ArrayList<>(ofRound);
  }

  /** The last change of an owner's roles before a moment; null if none. */
  synchronized RoleChange lastChange(final String owner, final long before) {
    final List<RoleChange> all = changes.getOrDefault(owner, List.of());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).called() < before) {
        return all.get(i);
      }
    }
    return null;
  }

  /** Takes a line. */
  synchronized void take(final Life life, final String line) {
    final String[] word = line.split(" ", -1);
    final LifeBook book = life(life);
    switch (word[0]) {
      case "joined" -> book.joined = number(word[1]);
      case "thing" -> {
        final Thing thing = new Thing(
            word[1].equals("cursor"), word[2], Integer.parseInt(word[3]), number(word[4]), number(word[5]),
            number(word[6]), word[7]);
        book.things.computeIfAbsent(thing.owner(), any -> new ArrayList<>()).add(thing);
      }
      case "called" -> add(new KillBook(word[1], Shape.parse(word[3]), number(word[2])));
      case "returned" -> {
        final KillBook kill = kills.get(word[1]);
        kill.returned = number(word[2]);
        kill.rows = Row.parse(word[3]);
      }
      case "settled" -> {
        final KillBook kill = kills.get(word[1]);
        kill.settled = number(word[2]);
        kill.finalRows = Row.parse(word[3]);
      }
      case "applied" -> book.applied.computeIfAbsent(word[1], any -> new ArrayList<>())
          .add(new Applied(number(word[2]), number(word[3]), number(word[4])));
      case "roles" -> changes.computeIfAbsent(word[1], any -> new ArrayList<>())
          .add(new RoleChange(number(word[2]), Boolean.parseBoolean(word[3])));
      case "anchored" -> book.anchored.put(word[1], number(word[2]));
      case "stall" -> book.stalls.add(new Span(number(word[1]), number(word[2])));
      case "state" -> {
        book.logEntries = number(word[1]);
        book.logBytes = number(word[2]);
        book.heapBytes = number(word[3]);
      }
      default -> book.events.add(line);
    }
  }

  private void add(final KillBook kill) {
    kills.put(kill.reason, kill);
    ofRound.add(kill);
  }

  private static long number(final String word) {
    return Long.parseLong(word);
  }

  /** Whether a living process lacks a kill that others know of, or waits for the answer to one. */
  synchronized boolean isAnythingOpen() {
    return ofRound.stream().anyMatch(this::isOpen);
  }

  private boolean isOpen(final KillBook kill) {
    if (life(kill.caller).isAlive() && kill.settled == KillBook.NEVER) {
      return true;
    }
    return isKnown(kill) && lives.values().stream()
        .anyMatch(book -> book.isAlive() && book.joined < kill.called - Checker.SPARED_NANOS
            && !book.applied.containsKey(kill.reason));
  }

  /** Whether anybody who lives can tell others of it. */
  synchronized boolean isKnown(final KillBook kill) {
    return lives.values().stream().anyMatch(book -> book.isAlive() && book.applied.containsKey(kill.reason));
  }

  /** Forgets what later rounds do not need. */
  synchronized void endRound() {
    for (final KillBook kill : ofRound) {
      kill.rows = List.of();
      kill.finalRows = List.of();
    }
    ofRound.clear();
    lives.values().forEach(LifeBook::forgetRound);
    changes.values().forEach(all -> all.subList(0, all.size() - 1).clear());
    changes.keySet().removeIf(owner -> !life(Life.named(owner)).isAlive());
  }
}
