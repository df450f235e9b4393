package dev.quell.server.dispatch;

/** Which threads run a command. It follows from what is asked and of which cursor, not from the name of the command. */
public enum Lane {
  /** Threads that are kept for what must go on when all others are busy: kills and handshakes. Never blocks. */
  CONTROL,
  /**
   * Threads that are kept for listings, which are asked for when all workers are busy. What a client adds to a listing
   * has a moment here and then goes on among the workers: see {@link CommandCall#briefly}.
   */
  LISTING,
  /** Threads that are kept for users, roles and the like: an abuser can be locked out of a server that is busy. */
  ADMINISTRATION,
  /** One thread that hashes passwords, so that hashing never takes more than one processor. */
  PASSWORD,
  /** The worker pool: everything that reads or writes data, or sleeps. */
  WORK
}
