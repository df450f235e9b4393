package dev.quell.server.data.store;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A walk over a snapshot. Used by one thread at a time; closed by any, once. */
public final class Scan implements Iterator<Stored>, AutoCloseable {
  private final MVStore store;
  private final MVStore.TxCounter usage;
  private final Cursor<Long, byte[]> cursor;
  private final AtomicBoolean closed = new AtomicBoolean();

  Scan(final Store store, final MVMap<Long, byte[]> records, final boolean backwards) {
    this.store = store.store();
    usage = this.store.registerVersionUsage(); // or a compaction of the file takes away pages that are still to be read
    cursor = records.cursor(null, null, backwards);
  }

  @Override
  public boolean hasNext() {
    return cursor.hasNext();
  }

  @Override
  public Stored next() {
    final long record = cursor.next();
    return new Stored(record, cursor.getValue());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && !store.isClosed()) {
      store.deregisterVersionUsage(usage);
    }
  }
}
