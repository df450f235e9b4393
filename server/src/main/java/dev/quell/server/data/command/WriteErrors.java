package dev.quell.server.data.command;

import dev.quell.QuellException;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Namespace;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** The parts of a batch of writes that were refused. The others of the batch are done. */
final class WriteErrors {
  private final List<BsonValue> errors = new ArrayList<>();

  /** A refused part. */
  void add(final int index, final QuellException refusal) {
    final BsonDocument error =
        new BsonDocument("index", new BsonInt32(index))
            .append("code", new BsonInt32(refusal.code()))
            .append("errmsg", new BsonString(refusal.getMessage()));
    if (refusal instanceof DuplicateKeyException duplicate) {
      error.append("keyPattern", new BsonDocument("_id", new BsonInt32(1)));
      error.append("keyValue", new BsonDocument("_id", duplicate.id()));
    }
    errors.add(error);
  }

  /** The reply with the errors in it, if there are any. */
  BsonDocument addTo(final BsonDocument reply) {
    if (!errors.isEmpty()) {
      reply.append("writeErrors", new BsonArray(errors));
    }
    return reply;
  }

  /** A refusal because there is a document with the same {@code _id}. */
  static final class DuplicateKeyException extends CommandException {
    private static final long serialVersionUID = 1L;

    private final transient BsonValue id;

    DuplicateKeyException(final Namespace namespace, final BsonValue id) {
      super(
          ErrorCode.DUPLICATE_KEY,
          "E11000 duplicate key error collection: " + namespace + " index: _id_ dup key: { _id: " + Shell.text(id)
              + " }");
      this.id = id;
    }

    BsonValue id() {
      return id;
    }
  }
}
