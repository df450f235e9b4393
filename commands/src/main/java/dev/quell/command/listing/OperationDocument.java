package dev.quell.command.listing;

import dev.quell.KillCause;
import dev.quell.OperationInfo;
import dev.quell.command.OperationLabels;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * An operation as {@code currentOp} shows it: what the host says of it, and what the core knows of it, in MongoDB's
 * order. What the core knows the host does not overrule.
 */
final class OperationDocument {
  private static final List<String> HOST_FIRST =
      List.of("host", "desc", "connectionId", "client", "appName", "clientMetadata");
  private static final List<String> HOST_NEXT = List.of("effectiveUsers", "runBy", "isFromUserConnection");
  private static final Set<String> OF_THE_CORE = Set.of(
      "type", "active", "currentOpTime", "opid", "killPending", "lsid", "secs_running", "microsecs_running", "quell");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);
  /** How much of a command is shown where commands are to be cut. */
  private static final int TRUNCATED = 1_000;

  private OperationDocument() {}

  static BsonDocument of(final OperationInfo info, final String host, final boolean truncate) {
    final BsonDocument told = HostView.describe(info);
    final BsonDocument document = new BsonDocument("type", new BsonString("op"));
    putHost(document, host);
    copy(told, document, HOST_FIRST);
    putLabel(document, info, OperationLabels.CLIENT);
    putLabel(document, info, OperationLabels.APP_NAME);
    document.append("active", BsonBoolean.TRUE);
    document.append("currentOpTime", new BsonString(TIME.format(Instant.now())));
    copy(told, document, HOST_NEXT);
    document.append("threaded", BsonBoolean.TRUE);
    document.append("opid", new BsonInt32(info.id()));
    if (info.killPending()) {
      document.append("killPending", BsonBoolean.TRUE);
    }
    info.sessionId().ifPresent(id -> info.uid().ifPresent(uid -> document.append("lsid", Lsids.of(id, uid))));
    document.append("secs_running", new BsonInt64(info.running().toSeconds()));
    document.append("microsecs_running", new BsonInt64(info.running().toNanos() / 1_000));
    told.forEach((name, value) -> {
      if (!OF_THE_CORE.contains(name)) {
        document.put(name, truncate && name.equals("command") ? truncated(value) : value);
      }
    });
    return document.append("quell", quell(info));
  }

  /** A connection on which no operation runs, of which the host tells this. */
  static BsonDocument ofIdleConnection(final BsonDocument told, final String host) {
    final BsonDocument document = new BsonDocument("type", new BsonString("op"));
    putHost(document, host);
    copy(told, document, HOST_FIRST);
    document.append("active", BsonBoolean.FALSE);
    document.append("currentOpTime", new BsonString(TIME.format(Instant.now())));
    copy(told, document, HOST_NEXT);
    return document.append("threaded", BsonBoolean.TRUE);
  }

  /** The name of the server, unless it has none. */
  static void putHost(final BsonDocument document, final String host) {
    if (!host.isEmpty()) {
      document.append("host", new BsonString(host));
    }
  }

  /** What the host has labelled the operation with, unless it tells more. */
  private static void putLabel(final BsonDocument document, final OperationInfo info, final String key) {
    info.labels().get(key).ifPresent(value -> document.putIfAbsent(key, new BsonString(value)));
  }

  private static void copy(final BsonDocument from, final BsonDocument to, final List<String> names) {
    for (final String name : names) {
      final BsonValue value = from.get(name);
      if (value != null) {
        to.put(name, value);
      }
    }
  }

  /** What MongoDB has no field for. */
  private static BsonDocument quell(final OperationInfo info) {
    final BsonDocument document = new BsonDocument("exempt", BsonBoolean.valueOf(info.exempt()));
    info.timeLeft().ifPresent(left -> document.append("millisLeft", new BsonInt64(left.toMillis())));
    info.killed().ifPresent(cause -> putCause(document, cause));
    return document;
  }

  private static void putCause(final BsonDocument document, final KillCause cause) {
    document.append("killCode", new BsonInt32(cause.code()));
    document.append("killReason", new BsonString(cause.reason()));
    document.append("killedBy", new BsonString(cause.by()));
    document.append("killId", new BsonInt64(cause.killId()));
  }

  /** As it is, if short; else a document with the beginning of its text. */
  static BsonValue truncated(final BsonValue command) {
    if (!command.isDocument()) {
      return command;
    }
    final String text = Bounded.json(command.asDocument(), TRUNCATED + 1);
    return text.length() <= TRUNCATED
        ? command
        : new BsonDocument("$truncated", new BsonString(Bounded.cut(text, TRUNCATED)));
  }
}
