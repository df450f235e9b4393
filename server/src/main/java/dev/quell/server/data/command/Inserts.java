package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.query.Documents;
import dev.quell.server.data.store.Bytes;
import dev.quell.server.data.store.CollectionDroppedException;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonType;
import org.bson.BsonValue;

/** Adds documents, one by one. */
final class Inserts {
  private static final String ID = "_id";
  private static final int DOLLAR_PREFIXED = 52;
  private static final int DEEPEST = 180;

  private Inserts() {}

  /**
   * Adds a document, with an {@code _id} in front if it has none.
   *
   * @return its {@code _id}
   */
  static BsonValue insert(final Store store, final Namespace namespace, final BsonDocument document) {
    final BsonValue given = document.get(ID);
    final BsonValue id = given == null ? new BsonObjectId() : given;
    checkId(id);
    checkDepth(document, 1);
    final BsonDocument complete = new BsonDocument(ID, id);
    complete.putAll(document); // a key that is there stays where it is
    final byte[] bytes = Bytes.of(complete);
    if (bytes.length > Documents.LARGEST) {
      throw new CommandException(
          ErrorCode.BAD_VALUE,
          "object to insert too large. size in bytes: " + bytes.length + ", max size: " + Documents.LARGEST);
    }
    if (insert(store, namespace, id, bytes) == Records.Outcome.DUPLICATE) {
      throw new WriteErrors.DuplicateKeyException(namespace, id);
    }
    return id;
  }

  private static Records.Outcome insert(
      final Store store, final Namespace namespace, final BsonValue id, final byte[] bytes) {
    while (true) {
      final Records records = store.findOrCreate(namespace);
      try {
        return Store.changing(records, () -> records.insert(id, bytes));
      } catch (final CollectionDroppedException e) {
        // the next is made anew
      }
    }
  }

  private static void checkId(final BsonValue id) {
    if (id.isArray() || id.isRegularExpression() || id.getBsonType() == BsonType.UNDEFINED) {
      final String type = id.isArray() ? "an array" : "a " + Kind.nameOf(id);
      throw new CommandException(ErrorCode.BAD_VALUE, "can't use " + type + " for _id");
    }
    if (id.isDocument()) {
      id.asDocument().keySet().stream().filter(name -> name.startsWith("$")).findFirst().ifPresent(name -> {
        throw new CommandException(
            DOLLAR_PREFIXED, "_id fields may not contain '$'-prefixed fields: " + name + " is not valid for storage.");
      });
    }
  }

  private static void checkDepth(final BsonValue value, final int depth) {
    if (depth > DEEPEST) {
      throw new CommandException(ErrorCode.OVERFLOW, "the document is nested deeper than " + DEEPEST + " levels");
    }
    if (value.isDocument()) {
      value.asDocument().values().forEach(field -> checkDepth(field, depth + 1));
    } else if (value.isArray()) {
      value.asArray().forEach(element -> checkDepth(element, depth + 1));
    }
  }
}
