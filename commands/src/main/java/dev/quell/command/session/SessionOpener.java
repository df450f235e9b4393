package dev.quell.command.session;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.LimitExceededException;
import dev.quell.LimitExceededException.Limit;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.read.Lsid;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sessions that lsids name, and opens those that are not there. Where there is no room it first gives back
 * some of those that clients have ended, and then, if it is told to, ends the longest idle one of an owner who has as
 * many as there may be. Thread-safe.
 */
public final class SessionOpener {
  /** The place that was given back may go to another. */
  private static final int ATTEMPTS = 8;

  private final KillCore core;
  private final EndedSessions ended;
  private final LimitNames names;
  /** Null if an owner at the limit is refused. */
  private final @Nullable LongestIdle longestIdle;

  /**
   * What those who run the host know the limits by, for refusals; empty if they cannot set them.
   *
   * @param sessions the option for the limit on all sessions
   * @param perOwner the option for the limit on those of an owner
   */
  public record LimitNames(String sessions, String perOwner) {
    /** None. */
    public static final LimitNames NONE = new LimitNames("", "");
  }

  /**
   * One for the sessions of this core.
   *
   * @param longestIdle told of the sessions that end because their owner opens one too many; null to refuse that one
   */
  public SessionOpener(
      final KillCore core,
      final EndedSessions ended,
      final LimitNames names,
      final @Nullable Consumer<SessionInfo> longestIdle) {
    this.core = core;
    this.ended = ended;
    this.names = names;
    this.longestIdle = longestIdle == null ? null : new LongestIdle(core, longestIdle);
  }

  /**
   * The session, found or opened, and its use noted. Allocates nothing for the caller's own that is there.
   *
   * @param lsid which the caller may use
   */
  public Session open(final Caller caller, final Lsid lsid) {
    final Uid uid = lsid.uid();
    final Owner owner = uid == null || uid.equals(caller.uid()) ? caller.owner() : Owner.ofUid(uid);
    final long high = lsid.id().getMostSignificantBits();
    final long low = lsid.id().getLeastSignificantBits();
    try {
      return core.session(high, low, owner);
    } catch (final LimitExceededException e) {
      return withMoreRoom(e, owner.uid(), lsid.text(caller.uid()), () -> core.session(high, low, owner));
    }
  }

  /** A new session of the caller's own. */
  Session start(final Caller caller) {
    try {
      return core.startSession(caller.owner());
    } catch (final LimitExceededException e) {
      final UUID id = UUID.randomUUID(); // of the session that there may be room for, so that the refusal can name it
      final Lsid lsid = new Lsid(id, null, null, null);
      return withMoreRoom(e, caller.uid(), lsid.text(caller.uid()), () -> core.session(id, caller.owner()));
    }
  }

  private Session withMoreRoom(
      final LimitExceededException refusal, final Uid owner, final String lsid, final Supplier<Session> opening) {
    LimitExceededException last = refusal;
    for (int attempt = 0; attempt < ATTEMPTS && madeRoom(last, owner); attempt++) {
      try {
        return opening.get();
      } catch (final LimitExceededException e) {
        last = e;
      }
    }
    throw tooMany(last, lsid);
  }

  private boolean madeRoom(final LimitExceededException limit, final Uid owner) {
    if (limit.which() != Limit.SESSIONS_PER_OWNER) {
      return ended.giveBack();
    }
    return ended.giveBack(owner) || longestIdle != null && longestIdle.endOne(owner);
  }

  private CommandException tooMany(final LimitExceededException limit, final String lsid) {
    final boolean ofOwner = limit.which() == Limit.SESSIONS_PER_OWNER;
    final String option = ofOwner ? names.perOwner() : names.sessions();
    return new CommandException(
        KillCode.TOO_MANY_LOGICAL_SESSIONS,
        "Unable to add session ID " + lsid + " into the cache because the number of active sessions"
            + (ofOwner ? " of this owner" : "") + " is too high: the limit is " + limit.limit()
            + (option.isEmpty() ? "" : " (" + option + ")"));
  }
}
