package dev.quell.server.dispatch;

import dev.quell.Operation;

/** What a connection keeps for its commands to run in, one after another. */
public interface KeptRun {
  /** The operation, not running between commands. */
  Operation operation();

  /**
   * Whether nobody waits for the outcome any more. Asked once the operation runs: whoever makes this true kills the
   * operation after that, so one of the two sees the other.
   */
  boolean abandoned();
}
