package dev.quell.internal.deadline;

/**
 * What becomes of objects whose deadline has passed. They come in groups, because loads overlap and claims do not: the
 * first step reads, the second changes. For the agent's thread.
 *
 * @param <T> the objects
 */
public interface Expiry<T> {
  /** The most objects in a group. */
  int GROUP = 64;

  /** Takes an object that had a deadline at or before {@code nowNanos} a moment ago. It may have another one by now. */
  void offer(T object, long nowNanos);

  /** Ends a group: deals with all that was offered since the last one. */
  void settle();
}
