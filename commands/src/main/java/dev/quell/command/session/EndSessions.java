package dev.quell.command.session;

import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.read.Limits;
import dev.quell.command.read.Lsid;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;

/**
 * {@code endSessions}: marks sessions, for the next sweep to end. One that is not there is passed over. A bad element
 * anywhere marks none.
 */
public final class EndSessions implements BsonCommand {
  private static final String NAME = "endSessions";

  private final EndedSessions ended;
  private final SessionList list;

  public EndSessions(final EndedSessions ended, final Limits limits) {
    this.ended = ended;
    this.list = new SessionList(NAME, limits.sessions());
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    final List<Lsid> sessions = list.read(caller, command, lsid -> requireNoChild(caller, lsid));
    sessions.forEach(lsid -> ended.mark(lsid.uidOr(caller.uid()), lsid.id()));
    return new BsonDocument();
  }

  private static void requireNoChild(final Caller caller, final Lsid lsid) {
    if (lsid.isChild()) {
      throw new CommandException(
          ErrorCode.INVALID_OPTIONS, "Cannot specify a child session id " + lsid.text(caller.uid()));
    }
  }
}
