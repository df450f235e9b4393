package dev.quell.server.data.command;

import static dev.quell.server.data.command.Kind.NUMBER;
import static dev.quell.server.data.command.Kind.OBJECT;
import static dev.quell.server.data.command.Kind.STRING;
import static dev.quell.server.data.command.Kind.STRING_OR_OBJECT;

import dev.quell.access.Action;
import dev.quell.server.data.query.Filter;
import dev.quell.server.data.query.Poll;
import dev.quell.server.data.query.Rows;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import dev.quell.server.dispatch.CommandCall;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonValue;

/** {@code count}. */
final class CountCommand extends DataCommand {
  /** More than there can be, and far from overflow. */
  private static final long MOST = Long.MAX_VALUE / 4;

  private final Store store;

  CountCommand(final Store store) {
    super(
        Shape.of("count")
            .required(STRING, "count")
            .optional(OBJECT, "query", "collation", "fields")
            .optional(NUMBER, "limit", "skip")
            .optional(STRING_OR_OBJECT, "hint"),
        "count");
    this.store = store;
  }

  @Override
  public void authorize(final CommandCall call) {
    Authority.onCollection(call, Action.FIND);
  }

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final Optional<Records> records = store.find(Namespace.checked(call.db(), fields.string("count")));
    Hint.isBackwards(fields, records); // the count is the same either way
    final long skip = Math.min(MOST, fields.count("skip", 0));
    final long limit = Math.abs(Math.max(-MOST, Math.min(MOST, fields.whole("limit", 0)))); // negative says the same
    final Poll poll = new Poll();
    poll.by(call::check);
    final Filter filter = Filter.of(fields.object("query"), poll);
    final long all =
        filter.isEmpty() ? records.map(Records::count).orElse(0L)
            : count(call, records, filter, poll, skip + limit, limit > 0);
    final long rest = Math.max(0, all - skip);
    return new BsonDocument("n", number(limit > 0 ? Math.min(limit, rest) : rest));
  }

  private static long count(
      final CommandCall call,
      final Optional<Records> records,
      final Filter filter,
      final Poll poll,
      final long enough,
      final boolean limited) {
    long count = 0;
    try (Rows rows = Plans.shown(call, Rows.find(records, filter, false, poll))) {
      while (!(limited && count >= enough) && rows.hasNext()) {
        rows.next();
        count++;
      }
    }
    return count;
  }

  /** An int32 if it fits, as clients expect. */
  static BsonValue number(final long count) {
    return count == (int) count ? new BsonInt32((int) count) : new BsonInt64(count);
  }
}
