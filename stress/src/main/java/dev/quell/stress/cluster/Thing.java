package dev.quell.stress.cluster;

/**
 * An operation or a cursor, when it is over.
 *
 * @param isCursor else it is an operation
 * @param owner of its session, see {@link Owners}
 * @param session its number
 * @param called before its begin was called
 * @param begun after that had returned
 * @param seen before it was looked at for the last time: if it was not killed then, it lived at this moment
 * @param killedBy the reason of the kill that it died of; empty if none; {@link #SOME_KILL} for a cursor, which does
 *     not say
 */
record Thing(
    boolean isCursor, String owner, int session, long called, long begun, long seen, String killedBy) {
  static final String SOME_KILL = "?";

  boolean lives() {
    return killedBy.isEmpty();
  }

  @Override
  public String toString() {
    return (isCursor ? "cursor" : "operation") + " of " + owner + " in session " + session + ", begun " + called
        + " to " + begun + (lives() ? ", alive at " : ", killed by " + killedBy + ", seen at ") + seen;
  }
}
