package dev.quell.server.data.command;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** {@code dropIndexes}. */
final class DropIndexesCommand extends DataCommand {
  private static final int INDEX_NOT_FOUND = 27;

  private final Store store;

  DropIndexesCommand(final Store store) {
    super(
        Shape.of("dropIndexes")
            .optional(Kind.STRING, "dropIndexes", "deleteIndexes")
            .required(Kind.STRING_OR_ARRAY_OR_OBJECT, "index"),
        "dropIndexes",
        "deleteIndexes");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.DROP_INDEX);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.writable(call.db(), fields.string(call.name()));
    final AtomicInteger before = new AtomicInteger();
    final boolean there =
        store.describe(
            namespace,
            description -> {
              final List<BsonDocument> all = new ArrayList<>(Indexes.in(description));
              before.set(all.size());
              drop(fields.get("index"), all);
              return Indexes.into(description, all);
            });
    if (!there) {
      throw new CommandException(ErrorCode.NAMESPACE_NOT_FOUND, "ns not found " + namespace);
    }
    return new BsonDocument("nIndexesWas", new BsonInt32(before.get()));
  }

  private static void drop(final BsonValue which, final List<BsonDocument> all) {
    if (which.isArray()) {
      which.asArray().forEach(each -> drop(each, all));
    } else if (which.isString() && which.asString().getValue().equals("*")) {
      all.removeIf(index -> !Indexes.nameOf(index).equals(Indexes.ID_NAME));
    } else {
      final BsonDocument found =
          all.stream()
              .filter(index -> which.isString() ? Indexes.nameOf(index).equals(which.asString().getValue())
                  : Indexes.keyOf(index).equals(which))
              .findFirst()
              .orElseThrow(
                  () -> new CommandException(INDEX_NOT_FOUND, "index not found with name [" + Shell.text(which) + "]"));
      if (Indexes.nameOf(found).equals(Indexes.ID_NAME)) {
        throw new CommandException(ErrorCode.INVALID_OPTIONS, "cannot drop _id index");
      }
      all.remove(found);
    }
  }
}
