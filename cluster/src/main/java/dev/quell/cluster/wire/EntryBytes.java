package dev.quell.cluster.wire;

import dev.quell.cluster.protocol.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries, and keeps what it has written of the last one that went out alone: a kill goes to all members, one
 * after another, and names them all. For one thread at a time.
 */
final class EntryBytes {
  /** Room for an entry that names two thousand members; a larger one is written each time. */
  private static final int MOST_KEPT_BYTES = 1 << 18;

  private @Nullable Entry last;
  private byte[] fields = {};

  /** @param alone whether it is the only entry of its message */
  void write(final Out out, final Entry entry, final boolean alone) {
    if (entry == last) { // the same object: entries are immutable
      out.again(fields);
      return;
    }
    final int mark = out.mark();
    Bodies.write(out, entry);
    if (alone && out.mark() - mark <= MOST_KEPT_BYTES) {
      fields = out.since(mark);
      last = entry;
    }
  }
}
