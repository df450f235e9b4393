package dev.quell.cluster.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one life of one member, without a gap: {@code dropped | first ... applied ... dispatched}.
 *
 * <p><b>Invariants.</b> An entry is dispatched only when all before it are (C8), once (C4). All up to {@code applied}
 * are done on the own core, and nothing else is acknowledged by a digest. What the log has no room for leaves
 * {@link #dropped} behind, so a reader that lacks it learns that (C5).
 */
final class OriginLog {
  final MemberId origin;
  private final Map<Long, LogEntry> entries = new HashMap<>();
  private long first = 1;
  private @Nullable LogEntry dropped;
  private long applied;
  private long dispatched;
  long known; // somebody has its entries up to here
  long lackingSince = -1; // on the steady clock; -1 while nothing is known to be lacking
  /** Whom it was asked of last, while something is lacking. */
  final Map<MemberId, Pulled> pulled = new HashMap<>();
  long usedAt; // on the steady clock
  int inFlight; // dispatched and not yet applied
  boolean over; // that life is known to have ended
  boolean roleChange; // a change of roles is in flight: what follows waits

  /**
   * What was asked of one member last.
   *
   * @param at on the steady clock
   * @param behind what follows this was asked for
   */
  record Pulled(long at, long behind) {}

  OriginLog(final MemberId origin) {
    this.origin = origin;
  }

  long applied() {
    return applied;
  }

  long dispatched() {
    return dispatched;
  }

  int size() {
    return entries.size();
  }

  @Nullable
  LogEntry dropped() {
    return dropped;
  }

  /** The entry is being applied, or is. */
  void dispatch(final LogEntry entry) {
    entries.put(entry.sequence(), entry);
    dispatched = entry.sequence();
    known = Math.max(known, dispatched);
  }

  /**
   * What was missed for good is made up for.
   *
   * @return the bytes of what this takes out of the log
   */
  long skip(final LogEntry tombstone) {
    final long bytes = entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    dropped = tombstone.dropped(firstGone(Math.min(first, tombstone.firstGone())));
    entries.clear();
    dispatched = tombstone.sequence();
    applied = dispatched;
    first = dispatched + 1;
    known = Math.max(known, dispatched);
    return bytes;
  }

  /** Moves on over all that are applied. */
  void advance() {
    for (LogEntry next = find(applied + 1); next != null && next.isApplied(); next = find(applied + 1)) {
      applied++;
    }
  }

  /** The entry with this sequence; null if it is not in the log. */
  @Nullable
  LogEntry find(final long sequence) {
    return entries.get(sequence);
  }

  /** Those that follow, the oldest first; before them what is left of those that are gone. */
  List<LogEntry> after(final long sequence, final int most, final long mostBytes) {
    final List<LogEntry> page = new ArrayList<>();
    if (dropped != null && dropped.sequence() > sequence) {
      page.add(dropped);
    }
    long bytes = 0;
    for (long next = Math.max(first, sequence + 1); next <= dispatched && page.size() < most; next++) {
      final LogEntry entry = entries.get(next);
      if (entry != null) {
        bytes += entry.bytes;
        if (bytes > mostBytes && !page.isEmpty()) {
          break;
        }
        page.add(entry);
      }
    }
    return page;
  }

  /** The oldest entry; null if there is none. */
  @Nullable
  LogEntry oldest() {
    return entries.get(first);
  }

  /** From where on nothing is left: what a reader is told must cover all that it can lack. */
  private long firstGone(final long atMost) {
    return dropped == null ? atMost : Math.min(atMost, dropped.firstGone());
  }

  /** The oldest gives way. */
  void removeOldest() {
    final LogEntry oldest = entries.remove(first);
    if (oldest == null) {
      return;
    }
    dropped = oldest.dropped(firstGone(first));
    first++;
  }
}
