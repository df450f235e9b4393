package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationRef;
import dev.quell.Session;
import dev.quell.stress.soak.Names.Name;

/** One run of an operation, as its user and the checker know it. Moments are those of {@link Books#now}. */
final class RunBook {
  final Operation operation;
  /** The session it was begun in; null for none. */
  final Name name;
  final boolean exempt;
  final Labels labels;
  final long beginCalled;
  /** The time of the core, as its agent last read it, before the begin was called. */
  final long beginCalledMillis;

  // Written by its user before others are told of it.
  long beginReturned;
  Session session;
  volatile int id;
  /** What is kept when it is over; null for none. */
  volatile OperationRef ref;
  final DeadlineBook deadline;

  /** The run of which it is a child; null if it is none, or that is not known. */
  RunBook parent;
  /** Whether it is a child of a run that may have ended meanwhile: whose, is not known. */
  boolean isStray;
  /** Whether it was killed when its begin had returned. */
  boolean killedAtBirth;

  /** The one cursor that it pins, noted before. */
  volatile CursorBook pins;
  /** Before its end is called; 0 until then. */
  volatile long endCalled;
  /** The thread that ends it. */
  volatile Thread ender;
  /** Set by its user when it has ended. */
  volatile KillCause cause;
  /** When it had ended; 0 until then. Written after the cause. */
  volatile long ended;

  RunBook(
      final Books books, final Operation operation, final Name name, final boolean exempt, final Labels labels) {
    this(books, operation, name, exempt, labels, books.now(), books.clock.coarseMillis());
  }

  RunBook(
      final Books books, final Operation operation, final Name name, final boolean exempt, final Labels labels,
      final long beginCalled, final long beginCalledMillis) {
    this.operation = operation;
    this.name = name;
    this.exempt = exempt;
    this.labels = labels;
    this.beginCalled = beginCalled;
    this.beginCalledMillis = beginCalledMillis;
    this.deadline = new DeadlineBook(books.nanos);
  }

  boolean isChild() {
    return parent != null || isStray;
  }

  @Override
  public String toString() {
    return "run " + id + " in " + (name == null ? "no session" : name)
        + (exempt ? ", exempt" : "") + (labels.isEmpty() ? "" : ", " + labels)
        + (parent == null ? "" : ", child of a run begun at " + parent.beginCalled)
        + ", begun from " + beginCalled + " to " + beginReturned;
  }
}
