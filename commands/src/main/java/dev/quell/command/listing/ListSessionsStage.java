package dev.quell.command.listing;

import dev.quell.KillCore;
import dev.quell.SessionInfo;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonStage;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * {@code $listSessions} and {@code $listLocalSessions}: sessions and when they were used. There is one list of sessions
 * here, so the two differ only in where they may be run and in the shape of their documents.
 */
public final class ListSessionsStage implements BsonStage {
  private final KillCore core;
  private final int mostUsers;
  private final boolean local;

  private ListSessionsStage(final KillCore core, final int mostUsers, final boolean local) {
    this.core = core;
    this.mostUsers = mostUsers;
    this.local = local;
  }

  /** {@code $listSessions}, which takes no more users than this. */
  public static ListSessionsStage listSessions(final KillCore core, final int mostUsers) {
    return new ListSessionsStage(core, mostUsers, false);
  }

  /** {@code $listLocalSessions}, which takes no more users than this. */
  public static ListSessionsStage listLocalSessions(final KillCore core, final int mostUsers) {
    return new ListSessionsStage(core, mostUsers, true);
  }

  @Override
  public String name() {
    return local ? "$listLocalSessions" : "$listSessions";
  }

  @Override
  public Stream<BsonDocument> open(
      final Caller caller, final String db, final BsonValue target, final BsonValue options) {
    final SessionListOptions parsed = SessionListOptions.parse(options, name(), mostUsers);
    if (local) {
      StageOptions.requireNoCollection(target, name());
    } else if (!db.equals("config") || !target.equals(new BsonString("system.sessions"))) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, "$listSessions may only be run against config.system.sessions");
    }
    if (!parsed.isOwn(caller) && !Authority.on(caller, Action.LIST_SESSIONS)) {
      throw Authority.refusal(db, "aggregate");
    }
    return (parsed.allUsers() ? core.sessions() : core.sessions(parsed.patterns(caller))).map(this::document);
  }

  private BsonDocument document(final SessionInfo info) {
    final BsonDocument document = new BsonDocument("_id", Lsids.of(info.id(), info.owner().uid()))
        .append("lastUse", new BsonDateTime(info.lastUse().toEpochMilli()));
    info.owner().name().ifPresent(name -> document.append("user", user(name)));
    return document;
  }

  private BsonValue user(final UserName user) {
    final BsonString name = new BsonString(user.toString());
    return local ? name : new BsonDocument("name", name);
  }
}
