package dev.quell.stress.soak;

import dev.quell.KillCore;

/** A thread of a round: one step after another until the round is over. */
abstract class Actor implements Runnable {
  private static final ThreadLocal<Actor> CURRENT = new ThreadLocal<>();

  final Round round;
  final Books books;
  final KillCore core;
  final Dice dice;
  final int number;
  private volatile Thread thread;
  private volatile long steps;
  private volatile boolean blocked;
  private volatile boolean done;

  Actor(final Round round, final int number) {
    this.round = round;
    this.books = round.books;
    this.core = round.core;
    this.number = number;
    this.dice = new Dice(round.plan.seed() * 1_000_003 + getClass().getSimpleName().hashCode() * 31L + number);
  }

  abstract void step() throws Exception;

  /** Leaves nothing behind that the round does not know of. */
  void finish() {}

  @Override
  public final void run() {
    thread = Thread.currentThread();
    CURRENT.set(this);
    try {
      for (long step = 1; !round.isOver(); step++) {
        step();
        steps = step;
      }
      finish();
    } catch (final Throwable e) { // whatever it is: nothing of the kind was asked for
      books.violations.add(Thread.currentThread(), e);
    } finally {
      CURRENT.remove(); // what it has kept may be dropped
      done = true;
    }
  }

  /** Says that the thread waits until it is killed, or does not any more. */
  final void setBlocked(final boolean newBlocked) {
    blocked = newBlocked;
  }

  final boolean isBlocked() {
    return blocked;
  }

  final long steps() {
    return steps;
  }

  final boolean isDone() {
    return done;
  }

  /** The one whose thread this is; null if it is somebody else's. */
  static Actor current() {
    return CURRENT.get();
  }

  /** Null before it runs. */
  final Thread thread() {
    return thread;
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "-" + number;
  }
}
