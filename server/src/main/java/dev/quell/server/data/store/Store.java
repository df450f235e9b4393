package dev.quell.server.data.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All databases and collections, and maps for other modules beside them. Any number of threads may use it. A store on
 * disk writes what has changed within a second; {@link #close} writes the rest.
 */
public final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  private static final String FILE = "quell.mv.db";
  private static final String CATALOG = "catalog";
  private static final String STATE = "state";
  private static final String CLEAN = "clean";
  private static final String UUID_FIELD = "uuid";
  private static final int WRITE_DELAY_MS = 500;

  private final MVStore store;
  private final MVMap<String, byte[]> catalog;
  /** Says that the last close came to its end. */
  private final MVMap<String, byte[]> state;
  private final ConcurrentHashMap<UUID, Records> open = new ConcurrentHashMap<>();

  private Store(final MVStore store) {
    this.store = store;
    this.catalog = openMap(CATALOG);
    this.state = openMap(STATE);
  }

  /** A store that lives as long as this object. */
  public static Store inMemory() {
    return new Store(new MVStore.Builder().open());
  }

  /**
   * The store in a directory, made if it is not there.
   *
   * @throws StoreException if it cannot be made, is in use by another process, or is damaged
   */
  public static Store at(final Path directory) {
    Objects.requireNonNull(directory, "directory");
    final Path file = directory.resolve(FILE);
    final AtomicBoolean running = new AtomicBoolean(); // what goes wrong before is thrown
    final MVStore store;
    try {
      Files.createDirectories(directory);
      store = new MVStore.Builder()
          .fileName(file.toString())
          .backgroundExceptionHandler((thread, e) -> {
            if (running.get()) {
              LOG.error("cannot write {}", file, e);
            }
          })
          .open();
    } catch (final IOException e) {
      throw new StoreException(
          "cannot make the data directory " + directory + " (" + e.getClass().getSimpleName() + ")", e);
    } catch (final MVStoreException e) {
      throw new StoreException(explain(file, e), e);
    }
    store.setAutoCommitDelay(WRITE_DELAY_MS);
    try {
      final Store opened = new Store(store);
      opened.repair();
      running.set(true);
      return opened;
    } catch (final RuntimeException e) {
      store.closeImmediately();
      throw new StoreException("the data file " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  private void repair() {
    final boolean unclean = state.remove(CLEAN) == null;
    store.commit(); // before anything is changed
    catalog.keySet().forEach(name -> find(Namespace.of(name)).ifPresent(records -> records.repair(unclean)));
  }

  private static String explain(final Path file, final MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_FILE_LOCKED -> "the data file " + file + " is in use by another process";
      case DataUtils.ERROR_FILE_CORRUPT -> "the data file " + file + " is damaged: " + e.getMessage();
      case DataUtils.ERROR_UNSUPPORTED_FORMAT -> "the data file " + file + " was written by another version: "
          + e.getMessage();
      default -> "cannot open the data file " + file + ": " + e.getMessage();
    };
  }

  MVStore store() {
    return store;
  }

  private MVMap<String, byte[]> openMap(final String name) {
    return store.openMap(
        name, new MVMap.Builder<String,
            byte[]>().keyType(StringDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
  }

  /** A map of somebody else's, kept beside the collections and invisible to clients. The same name is the same map. */
  public ConcurrentMap<String, byte[]> map(final String name) {
    return openMap("map." + Objects.requireNonNull(name, "name"));
  }

  // ---- collections

  /** The collection, if there is one. */
  public Optional<Records> find(final Namespace namespace) {
    final byte[] entry = catalog.get(namespace.toString());
    if (entry == null) {
      return Optional.empty();
    }
    final UUID uuid = uuidOf(entry);
    final Records records = open(namespace, uuid);
    final byte[] now = catalog.get(namespace.toString());
    if (now == null || !uuidOf(now).equals(uuid)) { // dropped meanwhile: we may have made its maps anew
      forget(uuid);
      return Optional.empty();
    }
    return Optional.of(records);
  }

  /** Removes the maps of a dropped collection, never while another thread opens them: it would read them half empty. */
  private void forget(final UUID uuid) {
    open.computeIfPresent(
        uuid,
        (key, records) -> {
          records.removeMaps(store);
          return null;
        });
  }

  private static UUID uuidOf(final byte[] entry) {
    return new RawBsonDocument(entry).getBinary(UUID_FIELD).asUuid();
  }

  private Records open(final Namespace namespace, final UUID uuid) {
    return open.computeIfAbsent(
        uuid,
        key -> {
          final MVMap<Long, byte[]> records =
              store.openMap(
                  "records." + key,
                  new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(
                      ByteArrayDataType.INSTANCE));
          final MVMap<byte[], Long> ids =
              store.openMap(
                  "ids." + key,
                  new MVMap.Builder<byte[], Long>().keyType(ByteArrayDataType.INSTANCE).valueType(
                      LongDataType.INSTANCE));
          return new Records(this, namespace, key, records, ids);
        });
  }

  /** The collection, made now if there is none. */
  public Records findOrCreate(final Namespace namespace) {
    while (true) {
      final Optional<Records> found = find(namespace);
      if (found.isPresent()) {
        return found.get();
      }
      create(namespace, new BsonDocument());
    }
  }

  /** Makes a collection; false if there is one. What is said about it is kept with it. */
  public boolean create(final Namespace namespace, final BsonDocument description) {
    final BsonDocument entry = description.clone();
    entry.put(UUID_FIELD, new BsonBinary(UUID.randomUUID()));
    return catalog.putIfAbsent(namespace.toString(), Bytes.of(entry)) == null;
  }

  /** What was said about a collection; empty if there is none. */
  BsonDocument description(final Namespace namespace) {
    final byte[] entry = catalog.get(namespace.toString());
    return entry == null ? new BsonDocument() : decoded(entry);
  }

  private static BsonDocument decoded(final byte[] entry) {
    final BsonDocument copy = new BsonDocument();
    copy.putAll(new RawBsonDocument(entry));
    return copy;
  }

  /** Changes what is said about a collection; false if it has gone meanwhile. The change may be asked for twice. */
  public boolean describe(final Namespace namespace, final UnaryOperator<BsonDocument> change) {
    while (true) {
      final byte[] before = catalog.get(namespace.toString());
      if (before == null) {
        return false;
      }
      if (catalog.replace(namespace.toString(), before, Bytes.of(change.apply(decoded(before))))) {
        return true;
      }
    }
  }

  /** Drops a collection with all it holds; false if there is none. Walks that have begun go on over what they saw. */
  public boolean drop(final Namespace namespace) {
    final byte[] entry = catalog.remove(namespace.toString());
    if (entry == null) {
      return false;
    }
    final UUID uuid = uuidOf(entry);
    open(namespace, uuid);
    forget(uuid);
    return true;
  }

  /** The names of the databases that have a collection, in order. */
  public List<String> databases() {
    return catalog.keySet().stream().map(name -> Namespace.of(name).db()).distinct().sorted().toList();
  }

  /** The collections of a database, by name. */
  public Stream<Records> collections(final String db) {
    final String prefix = db + ".";
    return keysFrom(prefix).takeWhile(name -> name.startsWith(prefix))
        .flatMap(name -> find(Namespace.of(name)).stream());
  }

  private Stream<String> keysFrom(final String first) {
    return Stream.iterate(catalog.ceilingKey(first), Objects::nonNull, catalog::higherKey);
  }

  /**
   * Runs a change that may find that its collection was dropped under its hands.
   *
   * @throws CollectionDroppedException if so, instead of the store's own complaint
   */
  public static <T> T changing(final Records records, final Supplier<T> change) {
    try {
      return change.get();
    } catch (final MVStoreException e) {
      if (records.isClosed()) {
        throw new CollectionDroppedException(records.namespace());
      }
      throw e;
    }
  }

  /** Whether what is in here outlives the process. */
  public boolean isPersistent() {
    return store.isPersistent();
  }

  /** Writes what was not yet written, and lets go of the file. A second close does nothing. */
  @Override
  public void close() {
    if (!store.isClosed()) {
      state.put(CLEAN, new byte[0]);
    }
    store.close();
  }
}
