package dev.quell.server.dispatch;

/** What a command does with its own {@code lsid}. Only one that attaches it carries the labels of its client. */
public enum SessionUse {
  /** Runs in the session, which is opened if it is not there. */
  ATTACH,
  /** Checks it and otherwise leaves it alone, so that a kill does not kill itself. */
  VALIDATE,
  /** Does not look at it: handshakes and logins. */
  IGNORE
}
