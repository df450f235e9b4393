package dev.quell.command.session;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.LimitExceededException;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.Uid;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.read.Lsid;

/** Finds the sessions that lsids name, and opens those that are not there. Thread-safe. */
public final class SessionOpener {
  private final KillCore core;

  /** One for the sessions of this core. */
  public SessionOpener(final KillCore core) {
    this.core = core;
  }

  /**
   * The session, found or opened, and its use noted. Allocates nothing for the caller's own that is there.
   *
   * @param lsid which the caller may use
   */
  public Session open(final Caller caller, final Lsid lsid) {
    final Uid uid = lsid.uid();
    final Owner owner = uid == null || uid.equals(caller.uid()) ? caller.owner() : Owner.ofUid(uid);
    try {
      return core.session(lsid.id().getMostSignificantBits(), lsid.id().getLeastSignificantBits(), owner);
    } catch (final LimitExceededException e) {
      throw tooMany(e, " " + lsid.text(caller.uid()));
    }
  }

  /** A new session of the caller's own. */
  Session start(final Caller caller) {
    try {
      return core.startSession(caller.owner());
    } catch (final LimitExceededException e) {
      throw tooMany(e, "");
    }
  }

  private static CommandException tooMany(final LimitExceededException limit, final String lsid) {
    final String whose =
        limit.which() == LimitExceededException.Limit.SESSIONS_PER_OWNER ? " of this owner" : "";
    return new CommandException(
        KillCode.TOO_MANY_LOGICAL_SESSIONS,
        "Unable to add session ID" + lsid + " into the cache because the number of active sessions" + whose
            + " is too high");
  }
}
