package dev.quell.stress.cluster;

import dev.quell.cluster.ClusterReport.State;
import java.util.List;

/** One kill, as its caller tells it. */
final class KillBook {
  static final long NEVER = Long.MAX_VALUE;

  /** Unique; what its victims are told. */
  final String reason;
  final Life caller;
  final Shape shape;
  final long called;
  long returned = NEVER;
  /** Of the report when the kill returned. */
  List<Row> rows = List.of();
  long settled = NEVER;
  /** Of the report when all had answered or were gone. */
  List<Row> finalRows = List.of();

  KillBook(final String reason, final Shape shape, final long called) {
    this.reason = reason;
    this.caller = Life.named(reason);
    this.shape = shape;
    this.called = called;
  }

  /** From when on all that had begun on this member before the call is promised to be dead; {@link #NEVER}. */
  long completeOn(final String member) {
    if (has(rows, member, State.ANSWERED)) {
      return returned;
    }
    return has(finalRows, member, State.ANSWERED) ? settled : NEVER;
  }

  private static boolean has(final List<Row> rows, final String member, final State state) {
    return rows.stream().anyMatch(row -> row.member().equals(member) && row.state() == state);
  }

  /** The latest rows that are known. */
  List<Row> latest() {
    return finalRows.isEmpty() ? rows : finalRows;
  }

  @Override
  public String toString() {
    return reason + " (" + shape + "), called " + called + ", returned " + (returned == NEVER ? "never" : returned);
  }
}
