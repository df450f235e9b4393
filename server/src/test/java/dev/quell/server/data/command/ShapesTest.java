package dev.quell.server.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.quell.KillCore;
import dev.quell.command.Caller;
import dev.quell.command.Listing;
import dev.quell.server.data.TestServer;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.FieldRow;
import dev.quell.server.dispatch.FieldRow.Treatment;
import dev.quell.server.dispatch.FieldTable;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the data commands know and read, against the table of fields. */
class ShapesTest {
  /** {@code explain} of what is no query is somebody else's. */
  private static final Command OTHER = new Command() {
    @Override
    public Set<String> names() {
      return Set.of("explain");
    }

    @Override
    public void authorize(final CommandCall call) {}

    @Override
    public BsonDocument run(final CommandCall call) {
      return new BsonDocument();
    }
  };

  static Stream<Shape> shapes() throws IllegalAccessException {
    final List<Shape> shapes = new ArrayList<>();
    try (KillCore core = KillCore.create(); Store store = Store.inMemory()) {
      for (final Command command : Catalogue.commands(core, new NoStages(), OTHER, store)) {
        if (command instanceof DataCommand data) {
          shapes.add(data.shape());
        }
        for (final Field field : command.getClass().getDeclaredFields()) {
          if (field.getType() == Shape.class) {
            field.setAccessible(true);
            shapes.add((Shape) field.get(null));
          }
        }
      }
    }
    return shapes.stream();
  }

  private record NoStages() implements FirstStages {
    @Override
    public Set<String> names() {
      return Set.of();
    }

    @Override
    public Listing listing(
        final Caller caller, final String db, final BsonValue target, final String name,
        final BsonValue options) {
      return Listing.whole(Stream.empty());
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldKnowTheFieldsOfTheTable(final Shape shape) {
    final FieldRow row = FieldTable.of(shape.name());
    final Set<String> known = new TreeSet<>(shape.fields());
    known.removeAll(row.names());
    if (!row.isStrict()) { // what it does not know has no effect
      known.addAll(row.fields().keySet());
    }
    assertEquals(new TreeSet<>(row.fields().keySet()), known, shape.name());
  }

  /** Notes which of its fields are asked for; to look at all of them, as a check of their types does, is not noted. */
  private static final class Asked extends BsonDocument {
    private static final long serialVersionUID = 1L;

    private final transient String path;
    private final transient Set<String> asked;

    Asked(final String path, final BsonDocument document, final Set<String> asked) {
      this.path = path;
      this.asked = asked;
      document.forEach((name, value) -> put(name, within(path + "." + name, value, asked)));
    }

    private static BsonValue within(final String path, final BsonValue value, final Set<String> asked) {
      if (value.isDocument() && FieldTable.rows().stream().anyMatch(row -> row.names().contains(path))) {
        return new Asked(path, value.asDocument(), asked);
      }
      if (value.isArray()) {
        return new BsonArray(value.asArray().stream().map(each -> within(path, each, asked)).toList());
      }
      return value;
    }

    @Override
    public BsonValue get(final Object name) {
      asked.add(path + "." + name);
      return super.get(name);
    }

    @Override
    public boolean containsKey(final Object name) {
      asked.add(path + "." + name);
      return super.containsKey(name);
    }
  }

  /** Each with all the fields of its row that it reads, and all that have no effect. */
  @ParameterizedTest
  @ValueSource(strings = {
    "{find: 'c', filter: {}, sort: {n: 1}, projection: {n: 1}, hint: '_id_', skip: 0, limit: 2, batchSize: 1,"
        + " singleBatch: false, noCursorTimeout: true, allowDiskUse: true, allowPartialResults: true,"
        + " oplogReplay: true}",
    "{getMore: {$numberLong: '5'}, collection: 'c', batchSize: 1}",
    "{aggregate: 'c', pipeline: [], cursor: {batchSize: 1}, explain: false, hint: '_id_', allowDiskUse: true,"
        + " bypassDocumentValidation: true}",
    "{count: 'c', query: {n: 1}, limit: 1, skip: 1, hint: '_id_', fields: {n: 1}}",
    "{distinct: 'c', key: 'n', query: {}}",
    "{insert: 'c', documents: [{_id: 0}], ordered: false, bypassDocumentValidation: true}",
    "{update: 'c', updates: [{q: {}, u: {$set: {'a.$[x]': 1}}, multi: true, upsert: true, arrayFilters: [{x: 1}],"
        + " hint: '_id_'}, {q: {}, u: {$nope: 1}}], ordered: false, bypassDocumentValidation: true}",
    "{delete: 'c', deletes: [{q: {_id: 0}, limit: 0, hint: '_id_'}, {q: {$x: 1}, limit: 1}], ordered: false,"
        + " bypassDocumentValidation: true}",
    "{findAndModify: 'c', query: {}, sort: {n: 1}, remove: false, update: {$set: {a: 1}}, new: true, fields: {n: 1},"
        + " upsert: true, arrayFilters: [], hint: '_id_', bypassDocumentValidation: true}",
    "{create: 'x', autoIndexId: true, idIndex: {}, storageEngine: {}, validationLevel: 'off', validationAction: 'warn',"
        + " indexOptionDefaults: {}, temp: true}",
    "{listCollections: 1, filter: {}, nameOnly: true, authorizedCollections: true, cursor: {batchSize: 1}}",
    "{listDatabases: 1, filter: {}, nameOnly: true, authorizedDatabases: true}",
    "{createIndexes: 'c', indexes: [{key: {h: 1}, name: 'h', unique: false, hidden: true, v: 2, sparse: true}],"
        + " ignoreUnknownIndexOptions: false}",
    "{listIndexes: 'c', cursor: {batchSize: 1}}",
    "{dropIndexes: 'c', index: '*'}",
    "{collStats: 'c', scale: 1, verbose: true}",
    "{dbStats: 1, scale: 1, freeStorage: 1}",
    "{explain: {find: 'c'}, verbosity: 'queryPlanner'}",
    "{sleep: 1, millis: 0, secs: 0, seconds: 0, w: true, lock: 'none', lockTarget: 'x'}"})
  void shouldReadWhatTheTableSaysAndNothingThatHasNoEffect(final String json) {
    final BsonDocument command = BsonDocument.parse(json);
    final String name = command.getFirstKey();
    final Set<String> asked = new HashSet<>();
    try (TestServer server = new TestServer()) {
      server.fill(3);
      server.run(TestServer.As.open().on(name.equals("listDatabases") ? "admin" : "test"),
          new Asked(name, command, asked));
    }
    for (final FieldRow row : FieldTable.rows()) {
      final String path = row.names().get(0);
      if (path.equals(name) || path.startsWith(name + ".")) {
        row.fields().forEach((field, treatment) -> checkAsked(path + "." + field, treatment, asked));
      }
    }
  }

  private static void checkAsked(final String path, final Treatment treatment, final Set<String> asked) {
    if (treatment == Treatment.READ && !path.equals("createIndexes.indexes.hidden")) { // the hint reads that later
      assertEquals(Set.of(path), Set.of(asked.contains(path) ? path : "not " + path));
    } else if (treatment == Treatment.NO_EFFECT) {
      assertFalse(asked.contains(path), path);
    }
  }
}
