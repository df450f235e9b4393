package dev.quell.cluster.simulation;

import dev.quell.Operation;

/** An operation of the host, as the checker sees it. */
final class Op {
  final Life life;
  final Operation operation;
  final int owner;
  final int session;
  final long began; // the number of the beginning
  final long beganAt; // true time
  boolean ended;

  Op(final Life life, final Operation operation, final int owner, final int session, final long began, final long at) {
    this.life = life;
    this.operation = operation;
    this.owner = owner;
    this.session = session;
    this.began = began;
    this.beganAt = at;
  }

  boolean isKilled() {
    return operation.isKilled();
  }

  /** The reason of the kill that hit it. */
  String killedFor() {
    return operation.killCause().orElseThrow().reason();
  }

  @Override
  public String toString() {
    return "an operation on " + life + " that began at " + beganAt / 1_000 + " us (" + began + ")";
  }
}
