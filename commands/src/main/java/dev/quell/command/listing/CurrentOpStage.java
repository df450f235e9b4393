package dev.quell.command.listing;

import dev.quell.KillCore;
import dev.quell.OperationInfo;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ConnectionDetails;
import dev.quell.command.ErrorCode;
import dev.quell.command.Listing;
import dev.quell.command.Members;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonStage;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code $currentOp}: the running operations, and if asked the idle connections and cursors; without {@code allUsers}
 * one's own.
 */
public final class CurrentOpStage implements BsonStage {
  static final String NAME = "$currentOp";
  /** How many operations of each other member are listed. */
  private static final int MOST_OF_A_MEMBER = 10_000;

  private final KillCore core;
  private final String host;
  private final Supplier<Stream<ConnectionDetails>> connections;
  private final @Nullable Members members;

  /**
   * @param core what to list
   * @param host the name of this server, for the documents; empty to leave it to the host's own descriptions
   * @param connections all of the host's, asked for each listing of those that are idle
   * @param members the other servers whose operations are listed; null if there are none
   */
  public CurrentOpStage(
      final KillCore core, final String host, final Supplier<Stream<ConnectionDetails>> connections,
      final @Nullable Members members) {
    this.core = core;
    this.host = host;
    this.connections = connections;
    this.members = members;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Listing open(final Caller caller, final String db, final BsonValue target, final BsonValue options) {
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
  Listing list(final Caller caller, final CurrentOpOptions options) {
    final boolean all = options.allUsers() || caller.access() == Caller.Access.OPEN;
    final Set<Long> busy = new HashSet<>();
    final Stream<BsonDocument> operations = core.operations()
        .filter(info -> all || HostView.isOf(info, caller.uid()))
        .map(info -> ofMember(OperationDocument.of(info, host, options.truncateOps()), options));
    final Stream<BsonDocument> idle = Stream.of(
        options.idleConnections() ? idleConnections(caller, all, busy) : Stream.<BsonDocument>empty(),
        options.idleCursors() ? idleCursors(caller, all, options) : Stream.<BsonDocument>empty())
        .flatMap(Function.identity());
    final Stream<BsonDocument> own = Stream.concat(operations.peek(operation -> addConnection(operation, busy)), idle);
    final Members others = members;
    if (others == null || options.localOps()) {
      return Listing.whole(own);
    }
    final Members.Answers<OperationInfo> answers = others.operations(MOST_OF_A_MEMBER);
    return Others.behind(
        own, answers,
        row -> all || HostView.isOf(row.value(), caller.uid())
            ? Stream.of(ofMember(OperationDocument.of(row.value(), "", options.truncateOps()), row.member()))
            : Stream.empty());
  }

  /** As behind mongos: where it runs, and an id that says so. */
  private BsonDocument ofMember(final BsonDocument operation, final CurrentOpOptions options) {
    return members == null || options.localOps() ? operation : ofMember(operation, members.name());
  }

  private static BsonDocument ofMember(final BsonDocument operation, final String member) {
    final BsonValue id = operation.get("opid");
    if (id instanceof BsonInt32 number) {
      operation.put("opid", new BsonString(member + ':' + number.getValue()));
    }
    return operation.append("member", new BsonString(member));
  }

  /** The connections on which no operation runs; asked for behind the operations, which have told theirs by then. */
  private Stream<BsonDocument> idleConnections(final Caller caller, final boolean all, final Set<Long> busy) {
    return connections.get()
        .filter(connection -> !busy.contains(connection.id()))
        .filter(connection -> all || caller.uid().equals(HostView.quietly(connection::uid)))
        .map(connection -> HostView.quietly(connection::describe))
        .filter(Objects::nonNull)
        .map(told -> OperationDocument.ofIdleConnection(told, host));
  }

  private Stream<BsonDocument> idleCursors(final Caller caller, final boolean all, final CurrentOpOptions options) {
    return CursorDocument.all(core)
        .filter(cursor -> cursor.isIdle() && (all || cursor.isOf(caller.uid())))
        .map(cursor -> cursor.idle(host, options.truncateOps()));
  }

  private static void addConnection(final BsonDocument operation, final Set<Long> busy) {
    final BsonValue connection = operation.get("connectionId");
    if (connection != null && connection.isNumber()) {
      busy.add(connection.asNumber().longValue());
    }
  }
}
