package dev.quell.server.dispatch;

/** Which threads run a command. */
public enum Lane {
  /** Threads that are kept for what must go on when all others are busy: kills, listings, handshakes. Never blocks. */
  CONTROL,
  /** The worker pool: everything that reads or writes data, sleeps or hashes passwords. */
  WORK
}
