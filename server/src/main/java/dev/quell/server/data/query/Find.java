package dev.quell.server.data.query;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Records;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A query: which documents, in which order, how many, and what of them.
 *
 * @param filter which
 * @param sort in which order; empty for any
 * @param projection what of them; empty for all
 * @param skip how many to leave out
 * @param limit how many at most; 0 for all
 */
public record Find(BsonDocument filter, BsonDocument sort, BsonDocument projection, long skip, long limit) {
  private static final String NATURAL = "$natural";

  /** The same query in the reverse of the natural order, unless it has an order of its own. */
  public Find backwards() {
    return sort.isEmpty()
        ? new Find(filter, new BsonDocument(NATURAL, new BsonInt32(-1)), projection, skip, limit)
        : this;
  }

  /** Starts to look; nothing is read yet beyond what a look-up by {@code _id} reads. */
  public Rows in(final Optional<Records> records, final Poll poll) {
    final Filter checked = Filter.of(filter, poll);
    final boolean natural = sort.containsKey(NATURAL);
    final boolean backwards = natural && direction(sort.get(NATURAL)) < 0;
    final Order order = new Order(natural ? new BsonDocument() : sort);
    final Projection fields = Projection.of(projection, poll);
    final Rows found = Rows.find(records, checked, backwards, poll);
    if (order.isEmpty() && skip == 0 && limit == 0) {
      return projection.isEmpty() ? found : found.through(found.stream().map(fields::apply));
    }
    Stream<Row> rows = found.stream();
    if (!order.isEmpty()) {
      rows = order.sort(rows, limit == 0 ? 0 : Math.max(limit, limit + skip), poll);
    }
    if (skip > 0) {
      rows = rows.skip(skip);
    }
    if (limit > 0) {
      rows = rows.limit(limit);
    }
    return found.through(projection.isEmpty() ? rows : rows.map(fields::apply));
  }

  private int direction(final @Nullable BsonValue value) {
    final double direction = value != null && value.isNumber() ? value.asNumber().doubleValue() : 0;
    if (sort.size() != 1 || direction != 1 && direction != -1) {
      throw new CommandException(ErrorCode.BAD_VALUE, "$natural sort cannot be set to a value other than -1 or 1");
    }
    return (int) direction;
  }
}
