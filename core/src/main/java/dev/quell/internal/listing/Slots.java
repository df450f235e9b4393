package dev.quell.internal.listing;

import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Iterates over the handles of all open sessions, 64 slots at a time. */
public final class Slots {
  private Slots() {}

  public static Iterator<Long> all(final SessionSlots slots) {
    return new Flatten<>(new Groups(slots), Iterable::iterator);
  }

  private static final class Groups implements Iterator<List<Long>> {
    private final SessionSlots slots;
    private int segment;
    private int group;

    Groups(final SessionSlots slots) {
      this.slots = slots;
    }

    @Override
    public boolean hasNext() {
      return segment < slots.segments();
    }

    @Override
    public List<Long> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      final Segment at = slots.segmentAt(segment);
      final List<Long> handles = handles(at, group);
      if (++group == at.groups()) {
        group = 0;
        segment++;
      }
      return handles;
    }

    private static List<Long> handles(final Segment segment, final int group) {
      final List<Long> handles = new ArrayList<>();
      for (long live = segment.liveAcquire(group); live != 0; live &= live - 1) {
        final int offset = group * Segment.GROUP + Long.numberOfTrailingZeros(live);
        final int generation = segment.generation(offset);
        if (segment.isOpen(offset, generation)) {
          handles.add(Handle.of(segment.firstSlot() + offset, generation));
        }
      }
      return handles;
    }
  }
}
