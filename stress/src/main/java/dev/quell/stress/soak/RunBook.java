package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.stress.soak.Names.Name;
import java.util.concurrent.atomic.AtomicInteger;

/** One run of an operation, as its user and the checker know it. Moments are those of {@link Books#now}. */
final class RunBook {
  final Operation operation;
  /** The session it was begun in; null for none. */
  final Name name;
  final boolean exempt;
  final long beginCalled;

  // Written by its user before others are told of it.
  long beginReturned;
  Session session;
  volatile int id;
  /** When its deadline passes by the core's clock; 0 for none. */
  long deadlineNanos;

  /** The one cursor that it pins, noted before. */
  volatile CursorBook pins;
  /** Calls of its callback; null if it has none. */
  AtomicInteger callbacks;
  volatile KillCause told;
  /** Set by its user when it has ended. */
  volatile KillCause cause;

  RunBook(final Operation operation, final Name name, final boolean exempt, final long beginCalled) {
    this.operation = operation;
    this.name = name;
    this.exempt = exempt;
    this.beginCalled = beginCalled;
  }

  @Override
  public String toString() {
    return "run " + id + " in " + (name == null ? "no session" : name)
        + (exempt ? ", exempt" : "") + ", begun from " + beginCalled + " to " + beginReturned;
  }
}
