package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.BOOL;
import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;
import static dev.quell.server.data.command.Kind.STRING_OR_OBJECT;

import dev.quell.access.Action;
import dev.quell.server.data.cursor.Cursors;
import dev.quell.server.data.cursor.Result;
import dev.quell.server.data.query.Find;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.Optional;
import org.bson.BsonDocument;

/** {@code find}. */
final class FindCommand extends DataCommand {
  private final Store store;
  private final Cursors cursors;

  FindCommand(final Store store, final Cursors cursors) {
    super(
        Shape.of("find")
            .required(STRING, "find")
            .optional(OBJECT, "filter", "sort", "projection", "let", "collation", "min", "max")
            .optional(NUMBER, "skip", "limit", "batchSize")
            .optional(
                BOOL, "singleBatch", "noCursorTimeout", "allowDiskUse", "allowPartialResults", "tailable", "awaitData",
                "returnKey", "showRecordId", "oplogReplay")
            .optional(STRING_OR_OBJECT, "hint"),
        "find");
    this.store = store;
    this.cursors = cursors;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.FIND);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Namespace namespace = Namespace.checked(call.db(), fields.string("find"));
    final Find find = findOf(fields);
    final long batchSize = fields.count("batchSize", Cursors.FIRST_BATCH);
    final Poll poll = new Poll();
    final Optional<Records> records = store.find(namespace);
    final boolean backwards = Hint.isBackwards(fields, records);
    final Rows rows = (backwards ? find.backwards() : find).in(records, poll);
    return cursors.open(
        call, namespace.toString(), new Result(rows, poll, find.limit(), fields.bool("noCursorTimeout", false)),
        batchSize, fields.bool("singleBatch", false));
  }

  /** The query that a {@code find} command describes. */
  static Find findOf(final Fields fields) {
    return new Find(
        fields.object("filter"),
        fields.object("sort"),
        fields.object("projection"),
        fields.count("skip", 0),
        fields.count("limit", 0));
  }
}
