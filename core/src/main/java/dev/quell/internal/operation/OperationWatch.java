package dev.quell.internal.operation;

import dev.quell.Operation;

/**
 * What a test kit hears of operations: their begins, their ends, and the points at which they can learn of a kill. Each
 * method is called on the thread that begins, ends or polls.
 */
public interface OperationWatch {

  /** How an operation can learn of a kill. */
  enum Door {
    /** {@link Operation#check} */
    CHECK,
    /** {@link Operation#isKilled}, or {@link Operation#killCause} before there is one. */
    QUESTION,
    /** A wait of the operation begins. */
    WAIT,
    /** A thread is in a wait, and the next thing that it does is to block, to run the call or to ask its condition. */
    BLOCKED,
    /** A callback or an interrupt was registered. */
    REGISTERED,
    /** A child is about to begin. */
    CHILD
  }

  /** A run has begun. */
  void began(Operation operation);

  /** A run is about to end; once for each close of an operation that runs. */
  void ending(Operation operation);

  /** A wait of the operation is over, however it ended. */
  void waited(Operation operation);

  /** The operation is at this door. A kill that is made in this call is what the operation finds there. */
  void at(Operation operation, Door door);
}
