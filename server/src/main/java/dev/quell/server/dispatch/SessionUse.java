package dev.quell.server.dispatch;

/** What a command does with its own {@code lsid}. Only one that attaches it carries the labels of its client. */
public enum SessionUse {
  /** Runs in the session, which is opened if it is not there. */
  ATTACH,
  /** The same; but without the session if there are too many: for what only looks, or makes room. */
  ATTACH_IF_ROOM,
  /** Checks it and otherwise leaves it alone, so that a kill does not kill itself. */
  VALIDATE,
  /** Does not look at it: handshakes and logins. */
  IGNORE;

  /** Whether it runs in the session. */
  public boolean attaches() {
    return this == ATTACH || this == ATTACH_IF_ROOM;
  }
}
