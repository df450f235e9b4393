package dev.quell.testkit;

/** Thrown by polls of work that goes on and on after its kill, to end it somehow. */
final class StillGoing extends Error {
  private static final long serialVersionUID = 1L;

  StillGoing() {
    super("it was killed long ago, and polls again and again");
  }
}
