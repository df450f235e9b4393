package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one life has made of the entries that it has heard of. */
final class Ledger {
  private final Map<EntryId, Line> lines = new HashMap<>();
  private final Map<MemberId, Long> covered = new HashMap<>();

  /** How far an entry is. */
  enum State {
    /** Its core is asked to do it. */
    RUNNING,
    /** Its core has done it. */
    DONE,
    /** The host was told that it was missed. */
    MISSED,
    /** Nothing was done: it was called before this life began. */
    OLDER
  }

  /** @param order the number of the moment */
  record Line(State state, @Nullable Outcome outcome, boolean complete, long order) {}

  void put(final EntryId id, final Line line) {
    lines.put(id, line);
    long upTo = covered(id.origin());
    while (isCovered(new EntryId(id.origin(), upTo + 1))) {
      upTo++;
    }
    covered.put(id.origin(), upTo);
  }

  @Nullable
  Line find(final @Nullable EntryId id) {
    return id == null ? null : lines.get(id);
  }

  /** Whether it is done, told of or older than this life. */
  boolean isCovered(final @Nullable EntryId id) {
    final Line line = find(id);
    return line != null && line.state != State.RUNNING;
  }

  /** All entries of this origin are covered up to here. */
  long covered(final MemberId origin) {
    return covered.getOrDefault(origin, 0L);
  }
}
