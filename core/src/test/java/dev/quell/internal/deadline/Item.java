package dev.quell.internal.deadline;

/** Something with a deadline, used for one run after another by a test. */
class Item extends Timed {
  final int number;
  boolean killed;

  Item(final int number) {
    this.number = number;
  }

  @Override
  protected long pending() {
    return killed ? NONE : deadline();
  }

  /** The end of a run, and the beginning of the next. */
  void end() {
    disarm();
    killed = false;
  }

  @Override
  public String toString() {
    return "item " + number;
  }
}
