package dev.quell.server.data.store;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

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
    try {
      return cursor.hasNext();
    } catch (final MVStoreException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Stored next() {
    try {
      final long record = cursor.next();
      return new Stored(record, cursor.getValue());
    } catch (final MVStoreException e) {
      throw unreadable(e);
    }
  }

  private static StoreException unreadable(final MVStoreException e) {
    return new StoreException("cannot read the data: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && !store.isClosed()) {
      store.deregisterVersionUsage(usage);
    }
  }
}
