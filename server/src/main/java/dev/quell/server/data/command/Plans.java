package dev.quell.server.data.command;

import dev.quell.server.data.query.Rows;
import dev.quell.server.dispatch.CommandCall;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** How commands that keep no cursor find their documents, for listings of operations. */
final class Plans {
  private Plans() {}

  /** The rows; from here on listings show how they are found. */
  static Rows shown(final CommandCall call, final Rows rows) {
    final String plan = rows.plan();
    call.shows(() -> new BsonDocument("planSummary", new BsonString(plan)));
    return rows;
  }
}
