package dev.quell.server.data.command;

import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Row;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.query.Update;
import dev.quell.server.data.store.CollectionDroppedException;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.data.store.Stored;
import dev.quell.server.dispatch.CommandCall;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Changes and removes documents, one by one, each with a poll before it. Whoever is too slow for another writer looks
 * at the document again and decides anew. Used by one thread, for one command.
 */
final class Writes {
  private final Store store;
  private final Namespace namespace;
  private final CommandCall call;
  private final Poll poll = new Poll();

  /**
   * What an update did.
   *
   * @param matched documents found
   * @param modified those that are another now
   * @param upserted the {@code _id} of the one that was added instead; null if none was
   */
  record Updated(int matched, int modified, @Nullable BsonValue upserted) {}

  /**
   * What became of a document.
   *
   * @param before as it was; null if it was gone, or no longer wanted
   * @param after as it is now; null if it is gone
   */
  record Change(byte @Nullable [] before, byte @Nullable [] after) {
    static final Change NONE = new Change(null, null);

    boolean happened() {
      return before != null;
    }

    boolean modified() {
      return happened() && !Arrays.equals(before, after);
    }
  }

  Writes(final Store store, final Namespace namespace, final CommandCall call) {
    this.store = store;
    this.namespace = namespace;
    this.call = call;
    poll.by(call::check);
  }

  Poll poll() {
    return poll;
  }

  Optional<Records> records() {
    return store.find(namespace);
  }

  /** Removes what matches. */
  int delete(final Filter filter, final boolean many) {
    int removed = 0;
    final Optional<Records> records = records();
    try (Rows rows = Plans.shown(call, Rows.find(records, filter, false, poll))) {
      while (rows.hasNext() && (many || removed == 0)) {
        if (remove(records.get(), rows.next(), filter).happened()) {
          removed++;
        }
      }
    }
    return removed;
  }

  /** Updates what matches; adds a document if nothing does and that is wanted. */
  Updated update(final Filter filter, final Update update, final boolean many, final boolean upsert) {
    while (true) {
      final Updated updated = update(filter, update, many);
      if (updated.matched() > 0 || !upsert) {
        return updated;
      }
      final Optional<BsonValue> added = upsert(filter, update);
      if (added.isPresent()) {
        return new Updated(0, 0, added.get());
      }
    }
  }

  private Updated update(final Filter filter, final Update update, final boolean many) {
    int matched = 0;
    int modified = 0;
    final Optional<Records> records = records();
    try (Rows rows = Plans.shown(call, Rows.find(records, filter, false, poll))) {
      while (rows.hasNext() && (many || matched == 0)) {
        final Change change = replace(records.get(), rows.next(), filter, update);
        matched += change.happened() ? 1 : 0;
        modified += change.modified() ? 1 : 0;
      }
    }
    return new Updated(matched, modified, null);
  }

  /** Adds the document that an update makes of nothing; empty if somebody else has added one that matches meanwhile. */
  Optional<BsonValue> upsert(final Filter filter, final Update update) {
    call.check();
    final BsonDocument document = update.upsert(filter);
    try {
      return Optional.of(Inserts.insert(store, namespace, document));
    } catch (final WriteErrors.DuplicateKeyException e) {
      try (Rows rows = Rows.find(records(), filter, false, poll)) {
        if (rows.hasNext()) {
          return Optional.empty();
        }
      }
      throw e;
    }
  }

  /** Updates one document that was found. */
  Change replace(final Records records, final Row row, final Filter filter, final Update update) {
    Optional<Stored> now = Optional.of(row.stored().orElseThrow());
    while (now.isPresent()) {
      call.check();
      final Stored before = now.get();
      final byte[] after = update.apply(before, filter);
      if (Arrays.equals(before.document(), after) || done(records, () -> records.replace(before, after))) {
        return new Change(before.document(), after);
      }
      now = again(records, before, filter);
    }
    return Change.NONE;
  }

  /** Removes one document that was found. */
  Change remove(final Records records, final Row row, final Filter filter) {
    Optional<Stored> now = Optional.of(row.stored().orElseThrow());
    while (now.isPresent()) {
      call.check();
      final Stored before = now.get();
      if (done(records, () -> records.remove(before))) {
        return new Change(before.document(), null);
      }
      now = again(records, before, filter);
    }
    return Change.NONE;
  }

  private static boolean done(final Records records, final Supplier<Records.Outcome> change) {
    try {
      return Store.changing(records, change) == Records.Outcome.DONE;
    } catch (final CollectionDroppedException e) {
      return false; // the collection is gone, and so is the document
    }
  }

  private Optional<Stored> again(final Records records, final Stored before, final Filter filter) {
    return records.again(before).filter(stored -> filter.matches(Row.of(stored, poll)));
  }
}
