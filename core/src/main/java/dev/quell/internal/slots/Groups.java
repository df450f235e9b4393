package dev.quell.internal.slots;

import org.jspecify.annotations.Nullable;

/**
 * A walk over all groups of slots, from the first to the last that exists when the walk gets there. A session that was
 * open before the walk began and still is has its bit in {@link #taken}. For one thread.
 *
 * @param <O> owner records
 * @param <S> session objects
 * @param <R> operation objects
 */
public final class Groups<O, S, R> {
  private final SessionSlots<O, S, R> slots;
  private @Nullable Segment<O, S, R> segment;
  private int number; // of the next segment
  private int group;

  public Groups(final SessionSlots<O, S, R> slots) {
    this.slots = slots;
  }

  /** Goes to the next group; false if there is none. */
  public boolean next() {
    if (segment == null || ++group == segment.groups()) {
      if (number >= slots.segments()) {
        segment = null;
        return false;
      }
      segment = slots.segmentAt(number++);
      group = 0;
    }
    return true;
  }

  @SuppressWarnings("NullAway") // there is a group: next() said so
  public Segment<O, S, R> segment() {
    return segment;
  }

  /** The offset of the group's first slot. */
  public int first() {
    return group * Segment.GROUP;
  }

  /** The taken slots of the group, one bit each. */
  @SuppressWarnings("NullAway") // as above
  public long taken() {
    return segment.takenAcquire(group);
  }
}
