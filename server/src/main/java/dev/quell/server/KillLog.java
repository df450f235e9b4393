package dev.quell.server;

import dev.quell.SessionInfo;
import dev.quell.UserName;
import dev.quell.command.Caller;
import dev.quell.command.ErrorCode;
import dev.quell.command.KillAudit;
import dev.quell.server.admin.EventLog;
import java.util.Locale;

/** Writes one line for each command that killed, and for each that its caller was not allowed. */
final class KillLog implements KillAudit {
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  private final EventLog log;

  KillLog(final EventLog log) {
    this.log = log;
  }

  @Override
  public void record(final Entry entry) {
    if (!entry.isRefused() && entry.command().equals("killCursors") && entry.cursors() == 0) {
      log.debug(carriedOut(entry)); // drivers close cursors that have closed already
      return;
    }
    log.info("COMMAND", entry.isRefused() ? refused(entry) : carriedOut(entry));
  }

  /** Of a session that was ended because its user has opened one too many. */
  void endedForAnother(final SessionInfo session) {
    log.info("COMMAND", "session " + session.id() + " of "
        + session.owner().name().map(UserName::toString).orElse("nobody") + " with "
        + count(session.cursors(), "cursor") + " ended: not used since " + session.lastUse()
        + ", and its user opens more than --max-sessions-per-user allows");
  }

  private static String refused(final Entry entry) {
    return entry.command() + " by " + who(entry.caller()) + " was refused: " + ErrorCode.nameOf(entry.refusal()) + " ("
        + entry.refusal() + ")";
  }

  private static String carriedOut(final Entry entry) {
    return entry.command() + " by " + who(entry.caller()) + " killed "
        + count(entry.operations(), "operation") + " and " + count(entry.cursors(), "cursor") + " in "
        + count(entry.sessions(), "session") + ", "
        + String.format(Locale.ROOT, "%.3f ms", entry.duration().toNanos() / NANOS_PER_MILLI) + ": " + entry.target()
        + (entry.comment().isEmpty() ? "" : " (" + entry.comment() + ")");
  }

  private static String who(final Caller caller) {
    final String name = caller.name().isEmpty() ? "nobody" : caller.name();
    return caller.client().isEmpty() ? name : name + " at " + caller.client();
  }

  private static String count(final long number, final String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
