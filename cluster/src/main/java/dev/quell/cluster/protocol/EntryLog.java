package dev.quell.cluster.protocol;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entries of all members, as long as there is room for them: by age, by number and by bytes (C5). */
final class EntryLog {
  /** The most lives that something is kept of. One that is over and has no entries gives way. */
  static final int MOST_ORIGINS = 4_096;

  private final Settings settings;
  private final Rates rates;
  private final TreeMap<MemberId, OriginLog> origins = new TreeMap<>();
  /** Whose turn it is to give way: one for each entry, in the order in which they came. */
  private final ArrayDeque<OriginLog> order = new ArrayDeque<>();
  private long bytes;

  EntryLog(final Settings settings, final Rates rates) {
    this.settings = settings;
    this.rates = rates;
  }

  Collection<OriginLog> origins() {
    return origins.values();
  }

  @Nullable
  OriginLog find(final MemberId origin) {
    return origins.get(origin);
  }

  /** The log of an origin; null if there are too many. */
  @Nullable
  OriginLog of(final MemberId origin) {
    final OriginLog known = origins.get(origin);
    if (known != null || origins.size() >= MOST_ORIGINS) {
      return known;
    }
    final OriginLog fresh = new OriginLog(origin);
    origins.put(origin, fresh);
    return fresh;
  }

  void remove(final OriginLog log) {
    origins.remove(log.origin);
  }

  int entries() {
    return order.size();
  }

  long bytes() {
    return bytes;
  }

  void dispatch(final OriginLog log, final LogEntry entry) {
    log.dispatch(entry);
    order.add(log);
    bytes += entry.bytes;
  }

  void skip(final OriginLog log, final LogEntry tombstone) {
    bytes -= log.skip(tombstone);
    order.removeIf(each -> each == log);
  }

  /** Makes room. An entry that is being applied stays, and those behind it. */
  void trim(final Turn turn, final Dropping dropping) {
    while (!order.isEmpty()) {
      final OriginLog log = order.peekFirst();
      final LogEntry oldest = log.oldest();
      if (oldest != null && (!oldest.isApplied() || !isTooMuch(oldest, turn))) {
        return;
      }
      order.removeFirst();
      if (oldest != null) {
        bytes -= oldest.bytes;
        log.removeOldest();
        dropping.dropped(oldest.entry.id());
      }
    }
  }

  private boolean isTooMuch(final LogEntry oldest, final Turn turn) {
    return order.size() > settings.logEntries() || bytes > settings.logBytes()
        || oldest.age(turn, rates) > settings.logNanos();
  }

  /** Is told what gives way. */
  interface Dropping {
    void dropped(EntryId entry);
  }
}
