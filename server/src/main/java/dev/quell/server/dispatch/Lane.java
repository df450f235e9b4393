package dev.quell.server.dispatch;

/** Which threads run a command. */
public enum Lane {
  /** Threads that are kept for what must go on when all others are busy: kills and handshakes. Never blocks. */
  CONTROL,
  /**
   * Threads that are kept for listings, which are asked for when all workers are busy. Apart from those that kill:
   * behind a listing the client may put a pipeline of its own, and that takes as long as it takes.
   */
  LISTING,
  /** The worker pool: everything that reads or writes data, sleeps or hashes passwords. */
  WORK
}
