package dev.quell.command.listing;

import dev.quell.KillCore;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonStage;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** {@code $currentOp}: the running operations, and if asked the idle cursors; without {@code allUsers} one's own. */
public final class CurrentOpStage implements BsonStage {
  static final String NAME = "$currentOp";

  private final KillCore core;
  private final String host;

  /**
   * @param core what to list
   * @param host the name of this server, for the documents; empty to leave it to the host's own descriptions
   */
  public CurrentOpStage(final KillCore core, final String host) {
    this.core = core;
    this.host = host;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Stream<BsonDocument> open(
      final Caller caller, final String db, final BsonValue target, final BsonValue options) {
    final CurrentOpOptions parsed = CurrentOpOptions.parse(options);
    if (!db.equals(AdminOnly.ADMIN) || !target.isNumber() || target.asNumber().doubleValue() != 1) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "$currentOp must be run against the 'admin' database with {aggregate: 1}");
    }
    if (parsed.allUsers() && !Authority.on(caller, Action.IN_PROGRESS)) {
      throw Authority.refusal(db, "aggregate");
    }
    return list(caller, parsed);
  }

  /** To a caller who may see it. Where nobody is asked who they are, all is everybody's. */
  Stream<BsonDocument> list(final Caller caller, final CurrentOpOptions options) {
    final boolean all = options.allUsers() || caller.access() == Caller.Access.OPEN;
    final Stream<BsonDocument> operations = core.operations()
        .filter(info -> all || HostView.isOf(info, caller.uid()))
        .map(info -> OperationDocument.of(info, host, options.truncateOps()));
    if (!options.idleCursors()) {
      return operations;
    }
    final Stream<BsonDocument> cursors = CursorDocument.all(core)
        .filter(cursor -> cursor.isIdle() && (all || cursor.isOf(caller.uid())))
        .map(cursor -> cursor.idle(host, options.truncateOps()));
    return Stream.concat(operations, cursors);
  }
}
