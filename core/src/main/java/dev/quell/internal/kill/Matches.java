package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.listing.Flatten;
import dev.quell.internal.listing.Slots;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionWord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The sessions that {@link SessionWalker} would show, as an iterator for listings: the same indexes, pulled instead of pushed. It
 * holds the owners that match and at most some dozens of sessions.
 */
final class Matches {
  private final LiveSessions sessions;
  private final Selector[] selectors;
  private final Matcher matcher;

  private Matches(final LiveContext context, final Selector[] selectors) {
    this.sessions = context.sessions();
    this.selectors = selectors;
    this.matcher = new Matcher(sessions, context.clock, selectors);
  }

  static Iterator<Long> of(final LiveContext context, final Selector[] selectors) {
    final Matches matches = new Matches(context, selectors);
    return new Flatten<>(IntStream.range(0, selectors.length).iterator(), matches::of);
  }

  private Iterator<Long> of(final int number) {
    final Selector selector = selectors[number];
    final Index index = matcher.choose(selector);
    final long now = matcher.now();
    return new Flatten<>(candidates(selector, index), handle -> passes(handle, number, index, now));
  }

  private Iterator<Long> passes(final long handle, final int number, final Index index, final long now) {
    final Segment segment = sessions.slots().segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    final int generation = Handle.generation(handle);
    final boolean passes =
        matcher.meetsRest(selectors[number], segment, offset, generation, index, now)
            && !matcher.meetsEarlier(number, segment, offset, generation, now);
    return passes ? Collections.singleton(handle).iterator() : Collections.emptyIterator();
  }

  private Iterator<Long> candidates(final Selector selector, final Index index) {
    switch (index) {
      case SESSION_ID:
        return new Flatten<>(selector.ids.iterator(), this::ofId);
      case OWNER:
        return new Flatten<>(selector.owners.iterator(), this::ofOwner);
      case ROLE:
        final List<OwnerRecord> holders = new ArrayList<>();
        sessions.owners().forEachHolder(selector.roles, holders::add);
        return new Flatten<>(holders.iterator(), this::ofOwner);
      case ALL:
        return Slots.all(sessions.slots());
      default:
        return Collections.emptyIterator();
    }
  }

  private Iterator<Long> ofId(final UUID id) {
    final List<Long> handles = new ArrayList<>();
    sessions.index().forEach(id.getMostSignificantBits(), id.getLeastSignificantBits(), handles::add);
    return handles.iterator();
  }

  private Iterator<Long> ofOwner(final Uid uid) {
    final OwnerRecord owner = sessions.owners().find(uid);
    return owner == null ? Collections.emptyIterator() : ofOwner(owner);
  }

  private Iterator<Long> ofOwner(final OwnerRecord owner) {
    return new Flatten<>(new Chunks(owner.slots()), this::inChunk);
  }

  private Iterator<Long> inChunk(final IntBag.Ints chunk) {
    final List<Long> handles = new ArrayList<>();
    for (long taken = chunk.takenAcquire(); taken != 0; taken &= taken - 1) {
      final int place = Long.numberOfTrailingZeros(taken);
      final int slot = chunk.at(place);
      if (slot >= 0) {
        final long word = sessions.slots().segmentOf(slot).sessionWordAcquire(Segment.offset(slot));
        if (chunk.at(place) == slot && SessionWord.isOpen(word)) { // as in SessionWalker (K3)
          handles.add(Handle.of(slot, SessionWord.generation(word)));
        }
      }
    }
    return handles.iterator();
  }

  private static final class Chunks implements Iterator<IntBag.Ints> {
    private final IntBag bag;
    private IntBag.Ints next;

    Chunks(final IntBag bag) {
      this.bag = bag;
      this.next = bag.first();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public IntBag.Ints next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      final IntBag.Ints chunk = next;
      next = bag.after(chunk);
      return chunk;
    }
  }
}
