package dev.quell.command.listing;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.SessionInfo;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.Listing;
import dev.quell.command.Members;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonStage;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code $listSessions} and {@code $listLocalSessions}: sessions and when they were used. There is one list of sessions
 * here, so the two differ only in where they may be run and in the shape of their documents.
 */
public final class ListSessionsStage implements BsonStage {
  private static final KillPattern[] ALL = {};
  private static final String MEMBER = "member";
  /** How many sessions of each other member are listed. */
  private static final int MOST_OF_A_MEMBER = 100_000;

  private final KillCore core;
  private final int mostUsers;
  private final boolean local;
  private final @Nullable Members members;

  private ListSessionsStage(
      final KillCore core, final int mostUsers, final boolean local, final @Nullable Members members) {
    this.members = members;
    this.core = core;
    this.mostUsers = mostUsers;
    this.local = local;
  }

  /** {@code $listSessions}, which takes no more users than this, and lists those of all members. */
  public static ListSessionsStage listSessions(
      final KillCore core, final int mostUsers, final @Nullable Members members) {
    return new ListSessionsStage(core, mostUsers, false, members);
  }

  /** {@code $listLocalSessions}, which takes no more users than this. */
  public static ListSessionsStage listLocalSessions(final KillCore core, final int mostUsers) {
    return new ListSessionsStage(core, mostUsers, true, null);
  }

  @Override
  public String name() {
    return local ? "$listLocalSessions" : "$listSessions";
  }

  @Override
  public Listing open(final Caller caller, final String db, final BsonValue target, final BsonValue options) {
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
    final KillPattern[] patterns = parsed.allUsers() ? ALL : parsed.patterns(caller);
    final Members others = members;
    if (others == null) {
      return Listing.whole(core.sessions(patterns).map(this::document));
    }
    final Members.Answers<SessionInfo> answers = others.sessions(MOST_OF_A_MEMBER, patterns);
    return Others.behind(
        core.sessions(patterns).map(info -> ofMember(info, others.name())), answers,
        row -> Stream.of(ofMember(row.value(), row.member())));
  }

  private BsonDocument ofMember(final SessionInfo info, final String member) {
    return document(info).append(MEMBER, new BsonString(member));
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
