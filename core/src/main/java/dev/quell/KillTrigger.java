package dev.quell;

/** What made a kill happen. */
public enum KillTrigger {
  /** A call of {@link KillCore#kill(KillRequest)}. Every one is told, whatever it hits. */
  PATTERN,

  /**
   * A kill of one operation: {@link KillCore#killOperation}, {@link Operation#kill} or {@link OperationRef#kill}. Told
   * if it won; also if another kill has claimed that operation, and this one the children that the other had not come
   * to.
   */
  OPERATION,

  /**
   * A kill of one cursor: {@link KillCore#killCursor}. Told if it won. It also hits the operation that has the cursor
   * pinned.
   */
  CURSOR,

  /**
   * The deadlines that have passed ({@link Operation#deadline}). The operations that the background agent finds overdue
   * in one look are one kill. Told if it hit something.
   */
  DEADLINE,

  /** The close of the core. Told once, whatever it hits. */
  SHUTDOWN
}
