package dev.quell.command.listing;

import dev.quell.CursorInfo;
import dev.quell.KillCore;
import dev.quell.Uid;
import dev.quell.command.CursorDetails;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A cursor as the listings show it. */
final class CursorDocument {
  private final CursorInfo info;
  private final Optional<CursorDetails> details;

  private CursorDocument(final CursorInfo info, final AutoCloseable resource) {
    this.info = info;
    this.details = resource instanceof CursorDetails host ? Optional.of(host) : Optional.empty();
  }

  /** All cursors, but for those that close before what they keep open is looked at. */
  static Stream<CursorDocument> all(final KillCore core) {
    return core.cursors()
        .map(info -> core.findCursor(info.id()).map(cursor -> new CursorDocument(info, cursor.resource())).orElse(null))
        .filter(Objects::nonNull);
  }

  boolean isIdle() {
    return !info.pinned();
  }

  /** Whether the cursor is in a session of this owner, or the host says it is this owner's. */
  boolean isOf(final Uid uid) {
    return info.uid().filter(uid::equals).isPresent()
        || details.map(host -> HostView.quietly(host::uid)).filter(uid::equals).isPresent();
  }

  /** As {@code $listLocalCursors} shows it. */
  BsonDocument listed() {
    final BsonDocument document = new BsonDocument();
    putNamespace(document);
    final BsonDocument described = described();
    described.remove("ns");
    document.putAll(described);
    putLsid(document);
    return document.append("quell", new BsonDocument("pinned", BsonBoolean.valueOf(info.pinned())));
  }

  /** As {@code $currentOp} shows one that no operation uses. */
  BsonDocument idle(final String host, final boolean truncate) {
    final BsonDocument document = new BsonDocument("type", new BsonString("idleCursor"));
    OperationDocument.putHost(document, host);
    putNamespace(document);
    putLsid(document);
    final BsonDocument described = described();
    described.remove("ns");
    final BsonValue command = described.get("originatingCommand");
    if (truncate && command != null) {
      described.put("originatingCommand", OperationDocument.truncated(command));
    }
    return document.append("cursor", described);
  }

  private BsonDocument described() {
    final BsonDocument document = new BsonDocument("cursorId", new BsonInt64(info.id()))
        .append("createdDate", new BsonDateTime(info.openedAt().toEpochMilli()))
        .append("lastAccessDate", new BsonDateTime(info.lastUse().toEpochMilli()));
    details.map(host -> HostView.describe(host::describe)).ifPresent(told -> told.forEach(document::putIfAbsent));
    document.remove("lsid");
    return document;
  }

  private void putNamespace(final BsonDocument document) {
    details.map(host -> HostView.quietly(host::namespace))
        .ifPresent(namespace -> document.append("ns", new BsonString(namespace)));
  }

  private void putLsid(final BsonDocument document) {
    info.sessionId().ifPresent(id -> info.uid().ifPresent(uid -> document.append("lsid", Lsids.of(id, uid))));
  }
}
