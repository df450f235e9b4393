package dev.quell.internal.live;

/** Is shown running operations and open cursors, and may claim them. */
public interface Claimer {
  /**
   * One run of an operation.
   *
   * @param operation the object, for waking; by now it may run something else
   * @param words where the run's word is
   * @param index where the run's word is
   * @param ticket the run's word without cause and flags
   * @param stamp core time at which it began
   */
  void operation(Run operation, long[] words, int index, long ticket, long stamp);

  /** One cursor. */
  void cursor(LiveCursor cursor);
}
