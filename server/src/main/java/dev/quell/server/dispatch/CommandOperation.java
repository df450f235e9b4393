package dev.quell.server.dispatch;

import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.command.OperationDetails;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * What listings say of a command under way. Nothing is built before somebody lists; what is listed is bounded, however
 * large the command.
 */
final class CommandOperation implements OperationDetails {
  private static final int MOST_BYTES = 16 * 1024;
  private static final BsonString HIDDEN = new BsonString("xxx");

  private final Call call;
  private final boolean secret;
  private final Optional<UserName> user;

  CommandOperation(final Call call, final boolean secret) {
    this.call = call;
    this.secret = secret;
    this.user = call.client().user();
  }

  @Override
  public Uid uid() {
    return call.caller().uid();
  }

  /** The name of the command and what it works on. */
  @Override
  public String get() {
    return call.name() + ' ' + namespace();
  }

  @Override
  public BsonDocument describe() {
    final BsonDocument described = Connections.describe(call.client(), user);
    final BsonDocument details = call.details();
    described
        .append("type", new BsonString("op"))
        .append("active", BsonBoolean.TRUE)
        .append("waitingForWorker", BsonBoolean.valueOf(call.isWaiting()))
        .append("op", new BsonString(kind()))
        .append("ns", new BsonString(namespace()))
        .append("command", command(details))
        .append("numYields", new BsonInt32(0)) // there are no locks to be waited for, or to be given up
        .append("locks", new BsonDocument())
        .append("waitingForLock", BsonBoolean.FALSE)
        .append("lockStats", new BsonDocument())
        .append("waitingForFlowControl", BsonBoolean.FALSE)
        .putAll(details);
    return described;
  }

  private String kind() {
    return switch (call.name()) {
      case "find" -> "query";
      case "getMore" -> "getmore";
      case "insert" -> "insert";
      case "update" -> "update";
      case "delete" -> "remove";
      default -> "command";
    };
  }

  private String namespace() {
    final BsonDocument body = call.body();
    final BsonValue target = "getMore".equals(call.name()) ? body.get("collection") : body.get(call.name());
    return call.db() + '.' + (target instanceof BsonString text && !secret ? text.getValue() : "$cmd");
  }

  /** A getMore has the comment of the command that opened its cursor, unless it has one of its own. */
  private BsonDocument command(final BsonDocument details) {
    final BsonDocument command = command();
    if (!"getMore".equals(call.name()) || command.containsKey("comment")
        || !(details.get("cursor") instanceof BsonDocument cursor)
        || !(cursor.get("originatingCommand") instanceof BsonDocument origin) || !origin.containsKey("comment")) {
      return command;
    }
    final BsonDocument shown = new BsonDocument();
    shown.putAll(command);
    return shown.append("comment", origin.get("comment"));
  }

  private BsonDocument command() {
    final BsonDocument body = call.body();
    if (secret) {
      return new BsonDocument(call.name(), HIDDEN);
    }
    if (body instanceof RawBsonDocument raw && raw.getByteLength() > MOST_BYTES) {
      final BsonValue target = call.argument();
      final BsonDocument shown = new BsonDocument(call.name(), isSmall(target) ? target : HIDDEN);
      final BsonValue comment = body.get("comment");
      if (comment != null && isSmall(comment)) { // which is there to find the command by
        shown.append("comment", comment);
      }
      return shown.append("$truncated", new BsonString("a command of " + raw.getByteLength() + " bytes"));
    }
    return body;
  }

  private static boolean isSmall(final BsonValue value) {
    return !value.isDocument() && !value.isArray()
        && (!value.isString() || value.asString().getValue().length() < MOST_BYTES);
  }
}
