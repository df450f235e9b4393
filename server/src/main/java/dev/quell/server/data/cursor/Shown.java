package dev.quell.server.data.cursor;

import dev.quell.Cursor;
import dev.quell.CursorInfo;
import dev.quell.server.dispatch.CommandCall;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;

/** What {@code currentOp} shows of a getMore beside its command: the plan, and the cursor that it uses. */
final class Shown {
  private Shown() {}

  /** The fields, as the manual has them; made when somebody lists. */
  static BsonDocument of(final CommandCall call, final Cursor<?> cursor, final OpenResult result) {
    final CursorInfo info = cursor.info();
    final BsonDocument shown = new BsonDocument("cursorId", new BsonInt64(cursor.id()))
        .append("createdDate", new BsonDateTime(info.openedAt().toEpochMilli()))
        .append("lastAccessDate", new BsonDateTime(info.lastUse().toEpochMilli()));
    shown.putAll(result.describe());
    shown.remove("planSummary");
    shown.append("originatingCommand", result.shortCommand());
    shown.append("operationUsingCursorId", new BsonInt64(call.operation().id()));
    return result.plan().append("cursor", shown);
  }
}
