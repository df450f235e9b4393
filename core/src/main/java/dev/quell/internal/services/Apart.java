package dev.quell.internal.services;

/**
 * What all threads read on their way, and hardly any writes: it is in lines of its own, wherever the collector puts it.
 *
 * <p>The collector moves objects, and leaves such a one next to what a thread writes all the time: a count of an owner,
 * a bitmap of a bag, an operation object. Then each of these writes takes its line from all other threads (K12), after
 * one collection and not after the next.
 *
 * <p>Here is a line of nothing in front of the fields. Behind them each class has sixteen references that are never
 * set: HotSpot puts references last, in the order in which they are declared. A test asks it where they are. What is
 * left is in reach: the header of the object, which compiled code seldom reads, and that of an array.
 */
public abstract class Apart {
  @SuppressWarnings("unused")
  private long a0, a1, a2, a3, a4, a5, a6, a7;
  @SuppressWarnings("unused") // in the gap between the header and the first long
  private int a8;
}
