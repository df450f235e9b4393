package dev.quell.server.data.command;

import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The indexes that clients believe in. Only that on {@code _id} is one; the others are kept for listings. */
final class Indexes {
  static final String ID_NAME = "_id_";
  static final BsonDocument ID_INDEX = BsonDocument.parse("{v: 2, key: {_id: 1}, name: '_id_'}");
  private static final String FIELD = "indexes";

  private Indexes() {}

  /** All indexes of a collection, that on {@code _id} first; none if there is no such collection. */
  static List<BsonDocument> of(final Store store, final Namespace namespace) {
    return store.find(namespace).map(records -> in(records.description())).orElse(List.of());
  }

  /** All indexes that a description tells of. */
  static List<BsonDocument> in(final BsonDocument description) {
    final List<BsonDocument> all = new ArrayList<>();
    all.add(ID_INDEX.clone());
    for (final BsonValue index : description.getArray(FIELD, new BsonArray())) {
      all.add(index.asDocument());
    }
    return all;
  }

  /** The description with these indexes, of which that on {@code _id} is not kept. */
  static BsonDocument into(final BsonDocument description, final List<BsonDocument> indexes) {
    description.put(
        FIELD, new BsonArray(indexes.stream().filter(index -> !nameOf(index).equals(ID_NAME)).toList()));
    return description;
  }

  static BsonValue keyOf(final BsonDocument index) {
    return Objects.requireNonNull(index.get("key"));
  }

  static String nameOf(final BsonDocument index) {
    return index.getString("name").getValue();
  }
}
