package dev.quell.server.dispatch;

/** Which threads run a command. It follows from what is asked and of which cursor, not from the name of the command. */
public enum Lane {
  /** Threads that are kept for what must go on when all others are busy: kills and handshakes. Never blocks. */
  CONTROL,
  /**
   * Threads that are kept for listings, which are asked for when all workers are busy. What a client adds to a listing
   * has a moment here and then goes on in {@link #LONG_LISTING}: see {@link CommandCall#briefly}.
   */
  LISTING,
  /**
   * Threads that are kept for listings that are too much for {@link #LISTING}, in turns with the work on the workers.
   * Those who ask for such listings wait for each other, but for nobody who has taken all workers.
   */
  LONG_LISTING,
  /**
   * The same for those who may see what others do: they do not wait for clients who may not, and whose listings last.
   */
  LONG_OPERATOR_LISTING,
  /** Threads that are kept for users, roles and the like: an abuser can be locked out of a server that is busy. */
  ADMINISTRATION,
  /** One thread that hashes passwords, so that hashing never takes more than one processor. */
  PASSWORD,
  /** The worker pool: everything that reads or writes data, or sleeps. */
  WORK;

  /** Whether its threads compute for clients as long as that takes, in turns; the others are few and soon free. */
  public boolean isLong() {
    return this == WORK || this == LONG_LISTING || this == LONG_OPERATOR_LISTING;
  }
}
