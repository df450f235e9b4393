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
  final long stampedAt; // when it began by the core, which stamps it with its last reading of the clock; true time
  boolean ended;

  Op(
      final Life life,
      final Operation operation,
      final int owner,
      final int session,
      final long began,
      final long at,
      final long stampedAt) {
    this.life = life;
    this.operation = operation;
    this.owner = owner;
    this.session = session;
    this.began = began;
    this.beganAt = at;
    this.stampedAt = stampedAt;
  }

  @Override
  public String toString() {
    return "an operation on " + life + " that began at " + beganAt / 1_000 + " us (" + began + ")";
  }
}
