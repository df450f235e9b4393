package dev.quell.server.data.store;

import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * The documents of one collection, in the order in which they were added, and where each {@code _id} is. Every change
 * is one compare-and-set on the record; whoever loses reads again and decides anew. Any number of threads may use it.
 */
public final class Records {
  /** What became of a change. */
  public enum Outcome {
    /** Done. */
    DONE,
    /** Somebody else was faster; read again. */
    LOST,
    /** There is a document with this {@code _id} already. */
    DUPLICATE
  }

  private final Store store;
  private final Namespace namespace;
  private final UUID uuid;
  private final MVMap<Long, byte[]> records;
  private final MVMap<byte[], Long> ids;
  private final AtomicLong lastId;
  private final AtomicLong bytes;
  private volatile boolean dropped;

  Records(
      final Store store,
      final Namespace namespace,
      final UUID uuid,
      final MVMap<Long, byte[]> records,
      final MVMap<byte[], Long> ids) {
    this.store = store;
    this.namespace = namespace;
    this.uuid = uuid;
    this.records = records;
    this.ids = ids;
    final Long last = records.lastKey();
    this.lastId = new AtomicLong(last == null ? 0 : last);
    this.bytes = new AtomicLong(estimate());
  }

  /** What the documents weigh, from the first few: the exact figure would mean to read them all. */
  private long estimate() {
    final Iterator<Long> some = records.keyIterator(null);
    long sum = 0;
    int seen = 0;
    for (; seen < 100 && some.hasNext(); seen++) {
      sum += document(some.next()).length;
    }
    return seen == 0 ? 0 : sum * records.sizeAsLong() / seen;
  }

  /**
   * Adds what an unclean end has left out of the index, and takes out what it has left in: the store writes one map
   * after the other, not both as they were at one moment.
   *
   * @param unclean whether to look at every document, since as many may be missing as are too many
   */
  void repair(final boolean unclean) {
    if (records.sizeAsLong() == ids.sizeAsLong() && !(unclean && isMixedUp())) {
      return;
    }
    ids.clear();
    for (final Iterator<Long> all = records.keyIterator(null); all.hasNext();) {
      final Long id = all.next();
      final byte[] document = document(id);
      if (ids.putIfAbsent(IdKey.of(Bytes.idOf(document)), id) != null) {
        records.remove(id);
      }
    }
  }

  private byte[] document(final Long id) {
    return Objects.requireNonNull(records.get(id));
  }

  private boolean isMixedUp() {
    for (final Iterator<Long> all = records.keyIterator(null); all.hasNext();) {
      final Long id = all.next();
      if (!id.equals(ids.get(IdKey.of(Bytes.idOf(document(id)))))) {
        return true;
      }
    }
    return false;
  }

  /** The name of the collection. */
  public Namespace namespace() {
    return namespace;
  }

  /** What tells the collection from one of the same name before or after it. */
  public UUID uuid() {
    return uuid;
  }

  /** How many documents there are. */
  public long count() {
    return records.sizeAsLong();
  }

  /** About how many bytes they have. */
  public long bytes() {
    return Math.max(0, bytes.get());
  }

  /** Adds a document; its {@code _id} is given apart. */
  public Outcome insert(final BsonValue id, final byte[] document) {
    final long record = lastId.incrementAndGet();
    final byte[] key = IdKey.of(id);
    if (ids.putIfAbsent(key, record) != null) {
      return Outcome.DUPLICATE;
    }
    try {
      records.put(record, document);
    } catch (final RuntimeException e) {
      ids.remove(key, record);
      throw e;
    }
    bytes.addAndGet(document.length);
    return Outcome.DONE;
  }

  /** Puts a document in the place of another, if that is still the one that was read. The {@code _id} stays. */
  public Outcome replace(final Stored old, final byte[] document) {
    if (!records.replace(old.record(), old.document(), document)) {
      return Outcome.LOST;
    }
    bytes.addAndGet(document.length - old.document().length);
    return Outcome.DONE;
  }

  /** Removes a document, if it is still the one that was read. */
  public Outcome remove(final Stored old) {
    if (!records.remove(old.record(), old.document())) {
      return Outcome.LOST;
    }
    ids.remove(IdKey.of(Bytes.idOf(old.document())), old.record());
    bytes.addAndGet(-old.document().length);
    return Outcome.DONE;
  }

  /** The document as it is now; empty if it is gone. */
  public Optional<Stored> again(final Stored old) {
    return at(old.record());
  }

  /** The document with this {@code _id}. */
  public Optional<Stored> byId(final BsonValue id) {
    final Long record = ids.get(IdKey.of(id));
    return record == null ? Optional.empty() : at(record);
  }

  private Optional<Stored> at(final long record) {
    return Optional.ofNullable(records.get(record)).map(document -> new Stored(record, document));
  }

  /**
   * A walk over the documents as they are at this moment. Close it: until then a store on disk keeps all that it may
   * read.
   */
  public Scan scan(final boolean backwards) {
    return new Scan(store, records, backwards);
  }

  /** What else is known about the collection: its options and indexes. */
  public BsonDocument description() {
    return store.description(namespace);
  }

  /** Whether the collection was dropped. A walk that has begun goes on over what it saw. */
  public boolean isDropped() {
    return dropped;
  }

  void removeMaps(final MVStore from) {
    dropped = true;
    from.removeMap(records);
    from.removeMap(ids);
  }

  boolean isClosed() {
    return records.isClosed();
  }
}
