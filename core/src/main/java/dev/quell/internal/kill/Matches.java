package dev.quell.internal.kill;

import dev.quell.KillExplanation.Index;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.internal.bag.IntBag;
import dev.quell.internal.listing.Flatten;
import dev.quell.internal.listing.Slots;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The sessions that {@link SessionWalker} would show, as an iterator for listings: the same indexes, pulled instead of
 * pushed. It holds the owners that match and at most some dozens of sessions.
 */
final class Matches {
  private final LiveSessions sessions;
  private final Selector[] selectors;
  private final Selectors all; // the same
  private final boolean jointly; // as in SessionWalker
  private final long now;

  private Matches(final LiveContext context, final Selector[] selectors) {
    this.sessions = context.sessions();
    this.selectors = selectors;
    this.all = new Selectors(sessions.owners(), selectors);
    this.jointly = all.areWalkedJointly();
    this.now = context.clock.exactMillis();
  }

  static Iterator<Long> of(final LiveContext context, final Selector[] selectors) {
    final Matches matches = new Matches(context, selectors);
    return matches.jointly
        ? matches.jointly()
        : new Flatten<>(IntStream.range(0, selectors.length).iterator(), matches::of);
  }

  private Iterator<Long> of(final int number) {
    final Index index = all.index(number);
    return new Flatten<>(candidates(selectors[number], index), handle -> one(handle, passes(handle, number, index)));
  }

  private boolean passes(final long handle, final int number, final Index index) {
    final Segment segment = sessions.slots().segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    return Matcher.meets(selectors[number], segment, offset, index, now)
        && !all.meetsEarlier(number, segment, offset, now)
        && segment.isOpen(offset, Handle.generation(handle));
  }

  /** As {@link SessionWalker} does, and for its reasons: each session where a step first comes by it. */
  private Iterator<Long> jointly() {
    if (all.has(Index.ALL)) {
      return new Flatten<>(Slots.all(sessions.slots()), handle -> one(handle, passesJointly(handle, 0)));
    }
    return new Flatten<>(
        IntStream.rangeClosed(0, selectors.length).iterator(),
        step -> new Flatten<>(step(step), handle -> one(handle, passesJointly(handle, step))));
  }

  private Iterator<Long> step(final int number) {
    if (number == selectors.length) {
      return holding(all.roles());
    }
    final Index index = all.index(number);
    return index == Index.ROLE ? Collections.emptyIterator() : candidates(selectors[number], index);
  }

  private boolean passesJointly(final long handle, final int step) {
    final Segment segment = sessions.slots().segmentOf(Handle.slot(handle));
    final int offset = Segment.offset(Handle.slot(handle));
    return all.meetsAny(segment, offset, now)
        && !all.wasCandidate(step, segment, offset)
        && segment.isOpen(offset, Handle.generation(handle));
  }

  private static Iterator<Long> one(final long handle, final boolean passes) {
    return passes ? Collections.singleton(handle).iterator() : Collections.emptyIterator();
  }

  private Iterator<Long> candidates(final Selector selector, final Index index) {
    switch (index) {
      case SESSION_ID:
        return new Flatten<>(selector.ids().iterator(), this::ofId);
      case OWNER:
        return new Flatten<>(selector.owners().iterator(), this::ofOwner);
      case ROLE:
        return holding(selector.roles);
      case ALL:
        return Slots.all(sessions.slots());
      default:
        return Collections.emptyIterator();
    }
  }

  private Iterator<Long> holding(final Set<Role> roles) {
    final List<OwnerRecord> holders = new ArrayList<>();
    sessions.owners().forEachHolder(roles, holders::add);
    return new Flatten<>(holders.iterator(), this::ofOwner);
  }

  private Iterator<Long> ofId(final UUID id) {
    final long high = id.getMostSignificantBits();
    final long low = id.getLeastSignificantBits();
    final List<Long> handles = new ArrayList<>();
    sessions.index().forEachCandidate(
        high,
        low,
        slot -> {
          final Segment segment = sessions.slots().segmentOf(slot);
          final int offset = Segment.offset(slot);
          addIfLive(handles, segment, offset, () -> segment.idHigh(offset) == high && segment.idLow(offset) == low);
        });
    return handles.iterator();
  }

  /**
   * Adds the handle of the open session in this slot, if it is still the one that the test, asked after its word was
   * read, was true of.
   */
  private static void addIfLive(
      final List<Long> handles, final Segment segment, final int offset, final BooleanSupplier isMeant) {
    while (true) {
      final long word = segment.operationWordAcquire(offset);
      if (!OperationWord.isLive(word) || !isMeant.getAsBoolean()) {
        return;
      }
      final int generation = segment.generation(offset);
      if (segment.isStill(offset, word)) { // K3, as in SessionWalker
        handles.add(Handle.of(segment.firstSlot() + offset, generation));
        return;
      }
    }
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
        addIfLive(handles, sessions.slots().segmentOf(slot), Segment.offset(slot), () -> chunk.at(place) == slot);
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
