package dev.quell.testkit;

/** What work can leave behind in a core. */
public enum Kind {
  /** An operation that was begun and has not been closed. */
  OPERATIONS,

  /** A cursor that was opened and has not been closed. */
  CURSORS,

  /** A session that was opened and has not ended. */
  SESSIONS
}
