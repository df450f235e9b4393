package dev.quell.internal.label;

/** What can carry labels. */
public enum Kind {
  SESSION,
  /** An operation object, for all its runs. */
  OPERATION,
  CURSOR
}
