package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.common.Authority;
import dev.quell.command.read.DocumentArray;
import dev.quell.command.read.Limits;
import dev.quell.command.read.Lsid;
import dev.quell.command.read.LsidParser;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonReader;

/**
 * {@code killSessions}: those with these lsids, the caller's own unless they say another owner. Without one, all of the
 * caller's own, which where nobody is asked who they are means all.
 */
final class KillSome implements KillTarget {
  private static final String NAME = "killSessions";
  private static final String STRUCT = "KillSessionsCmd";
  private static final String PATH = STRUCT + '.' + NAME;
  private static final LsidParser PARSER = new LsidParser(PATH);

  private final Limits limits;

  KillSome(final Limits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String struct() {
    return STRUCT;
  }

  @Override
  public List<KillPattern> read(final Caller caller, final String db, final BsonReader argument) {
    final boolean mayNameOthers =
        Authority.on(caller, Action.KILL_ANY_SESSION) || Authority.on(caller, Action.IMPERSONATE);
    final List<KillPattern> patterns = new ArrayList<>();
    DocumentArray.read(
        argument, PATH, PATH, limits.sessions(),
        element -> patterns.add(pattern(PARSER.read(element), caller.uid(), mayNameOthers)));
    if (patterns.isEmpty() && caller.access() != Caller.Access.OPEN) {
      patterns.add(KillPattern.owner(caller.uid()));
    }
    return patterns;
  }

  private static KillPattern pattern(final Lsid lsid, final Uid own, final boolean mayNameOthers) {
    final Uid uid = lsid.uidOr(own);
    if (!mayNameOthers && !uid.equals(own)) {
      throw Authority.foreignDigest();
    }
    if (lsid.isChild()) {
      throw new CommandException(ErrorCode.INVALID_OPTIONS, "Cannot kill a child session");
    }
    return KillPattern.session(lsid.id(), uid);
  }
}
