package dev.quell.internal.kill;

import dev.quell.internal.bag.ChunkedIterator;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import java.util.List;

/** The handles of the sessions that a kill would match, each once: the kill's walk, taken chunk by chunk. */
final class MatchingSessions extends ChunkedIterator<Long> implements SessionVisitor {
  private final SessionWalker walker;
  @SuppressWarnings("NullAway.Init") // set before a step
  private List<Long> handles;

  MatchingSessions(final SessionStore store, final Selector[] selectors) {
    this.walker = new SessionWalker(store, selectors, this);
  }

  @Override
  protected boolean fill(final List<Long> into) {
    handles = into;
    return walker.step();
  }

  @Override
  public boolean session(
      final Segment<OwnerRecord, SessionAnchor, OperationState> segment,
      final int offset,
      final long word,
      final boolean counted) {
    final int generation = segment.generation(offset);
    if (!segment.isStill(offset, word)) {
      return false;
    }
    if (!counted) {
      handles.add(Handle.of(segment.firstSlot() + offset, generation));
    }
    return true;
  }

  @Override
  public boolean takesBare() {
    return false; // each is listed
  }

  @Override
  public void bare(final long count) {
    throw new UnsupportedOperationException("bare sessions are listed one by one");
  }

  @Override
  public boolean takesWork() {
    return false;
  }

  @Override
  public void operation(final Run run) {
    throw new UnsupportedOperationException("only sessions are listed");
  }

  @Override
  public void cursor(final CursorImpl<?> cursor) {
    throw new UnsupportedOperationException("only sessions are listed");
  }
}
