package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.ANY;
import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** {@code createIndexes}: remembers indexes that only make queries faster; refuses those that would change a result. */
final class CreateIndexesCommand extends DataCommand {
  private static final int MOST = 64;
  private static final int CANNOT_CREATE = 67;
  private static final int OPTIONS_CONFLICT = 85;
  private static final int SPECS_CONFLICT = 86;
  private static final Shape INDEX =
      Shape.of("createIndexes.indexes")
          .required(OBJECT, "key")
          .required(STRING, "name")
          .optional(BOOL, "unique", "sparse", "background", "hidden", "dropDups", "prepareUnique")
          .optional(NUMBER, "v", "expireAfterSeconds", "bits", "min", "max", "bucketSize", "textIndexVersion",
              "2dsphereIndexVersion")
          .optional(OBJECT, "partialFilterExpression", "collation", "storageEngine", "weights", "wildcardProjection")
          .optional(STRING, "ns", "default_language", "language_override");

  private final Store store;

  CreateIndexesCommand(final Store store) {
    super(
        Shape.of("createIndexes")
            .required(STRING, "createIndexes")
            .required(Kind.ARRAY, "indexes")
            .optional(ANY, "commitQuorum")
            .optional(BOOL, "ignoreUnknownIndexOptions"),
        "createIndexes");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.CREATE_INDEX);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string("createIndexes"));
    final List<BsonDocument> wanted = fields.objects("indexes").stream()
        .map(index -> checked(fields.bool("ignoreUnknownIndexOptions", false) ? known(index) : index))
        .toList();
    if (wanted.isEmpty()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Must specify at least one index to create");
    }
    final boolean created = store.create(namespace, new BsonDocument());
    final AtomicInteger before = new AtomicInteger();
    final AtomicInteger after = new AtomicInteger();
    store.describe(
        namespace,
        description -> {
          final List<BsonDocument> all = new ArrayList<>(Indexes.in(description));
          before.set(all.size());
          wanted.forEach(index -> add(index, all));
          after.set(all.size());
          return Indexes.into(description, all);
        });
    final BsonDocument reply =
        new BsonDocument("numIndexesBefore", new BsonInt32(before.get()))
            .append("numIndexesAfter", new BsonInt32(after.get()))
            .append("createdCollectionAutomatically", BsonBoolean.valueOf(created));
    return after.get() > before.get() ? reply : reply.append("note", new BsonString("all indexes already exist"));
  }

  /** The index without the options that nobody knows. */
  private static BsonDocument known(final BsonDocument index) {
    final BsonDocument known = new BsonDocument();
    index.forEach((option, value) -> {
      if (INDEX.fields().contains(option)) {
        known.append(option, value);
      }
    });
    return known;
  }

  private static BsonDocument checked(final BsonDocument index) {
    final Fields fields = INDEX.element(index);
    final BsonDocument key = fields.object("key");
    final boolean onId = key.equals(new BsonDocument("_id", new BsonInt32(1)));
    final BsonDocument asked = new BsonDocument();
    asked.putAll(index);
    if (onId) {
      asked.remove("unique"); // which it is
    }
    INDEX.element(asked).refuse();
    final String name = fields.string("name");
    if (name.isEmpty() || name.equals("*") || key.isEmpty()) {
      throw new CommandException(CANNOT_CREATE, "an index needs a key, and a name other than '*'");
    }
    for (final BsonValue direction : key.values()) {
      final boolean hashed = direction.isString() && direction.asString().getValue().equals("hashed");
      if (!hashed && !(direction.isNumber() && direction.asNumber().doubleValue() != 0)) {
        throw new CommandException(
            CANNOT_CREATE, "indexes of the type " + Shell.text(direction) + " are not supported");
      }
    }
    final BsonDocument complete = new BsonDocument("v", new BsonInt32(2));
    complete.putAll(index);
    complete.put("name", new BsonString(onId ? Indexes.ID_NAME : name));
    return complete;
  }

  private static void add(final BsonDocument index, final List<BsonDocument> all) {
    final Optional<BsonDocument> namesake =
        all.stream().filter(each -> Indexes.nameOf(each).equals(Indexes.nameOf(index))).findFirst();
    if (namesake.isPresent()) {
      if (!Indexes.keyOf(namesake.get()).equals(Indexes.keyOf(index))) {
        throw new CommandException(
            SPECS_CONFLICT, "An existing index has the same name as the requested index: " + Indexes.nameOf(index));
      }
      return;
    }
    if (all.stream().anyMatch(each -> Indexes.keyOf(each).equals(Indexes.keyOf(index)))) {
      throw new CommandException(
          OPTIONS_CONFLICT, "Index already exists with a different name: " + Indexes.nameOf(index));
    }
    if (all.size() >= MOST) {
      throw new CommandException(CANNOT_CREATE, "add index fails, too many indexes: at most " + MOST);
    }
    all.add(index);
  }
}
