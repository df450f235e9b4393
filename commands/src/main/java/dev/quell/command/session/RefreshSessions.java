package dev.quell.command.session;

import dev.quell.command.Caller;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.read.Limits;
import dev.quell.command.read.Lsid;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;

/**
 * {@code refreshSessions}: notes a use of each session, and opens those that are not there. A bad element anywhere
 * refreshes none; a limit that is reached ends it half way.
 */
public final class RefreshSessions implements BsonCommand {
  private static final String NAME = "refreshSessions";

  private final SessionOpener opener;
  private final SessionList list;

  public RefreshSessions(final SessionOpener opener, final Limits limits) {
    this.opener = opener;
    this.list = new SessionList(NAME, limits.sessions());
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    final List<Lsid> sessions = list.read(caller, command, SessionArgument::requireNoChild);
    sessions.forEach(lsid -> opener.open(caller, lsid));
    return new BsonDocument();
  }
}
