package dev.quell.internal.listing;

import dev.quell.CursorInfo;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import dev.quell.internal.bag.ChunkedIterator;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.operation.Runs;
import dev.quell.internal.session.Sessions;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Streams of sessions, operations and cursors. Weakly consistent: what is there from start to end is listed once, what
 * comes or goes meanwhile may be listed. Lazy and lock-free; a stream buffers some dozens of elements.
 */
public final class Listing {
  private final Sessions sessions;
  private final Operations operations;
  private final Cursors<CursorImpl<?>> cursors;
  private final Kills kills;

  public Listing(
      final Sessions sessions, final Operations operations, final Cursors<CursorImpl<?>> cursors, final Kills kills) {
    this.sessions = sessions;
    this.operations = operations;
    this.cursors = cursors;
    this.kills = kills;
  }

  /** The sessions that a kill would match. */
  public Stream<SessionInfo> sessions(final KillRequest matching) {
    return stream(kills.matches(matching)).map(sessions::describe).filter(Objects::nonNull);
  }

  public Stream<OperationInfo> operations() {
    return described(new Runs(operations));
  }

  /** The operations that a kill would claim. */
  public Stream<OperationInfo> operations(final KillRequest matching) {
    return described(kills.matchingOperations(matching));
  }

  private static Stream<OperationInfo> described(final Iterator<Run> runs) {
    return stream(runs).map(run -> run.operation().describe(run)).filter(Objects::nonNull);
  }

  public Stream<CursorInfo> cursors() {
    return stream(new OpenCursors(cursors)).map(CursorImpl::info);
  }

  /** The cursors that a kill would claim. */
  public Stream<CursorInfo> cursors(final KillRequest matching) {
    return stream(kills.matchingCursors(matching)).map(CursorImpl::info);
  }

  private static <T> Stream<T> stream(final Iterator<T> iterator) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.NONNULL), false);
  }

  /** The open cursors, some buckets of their index at a time. */
  private static final class OpenCursors extends ChunkedIterator<CursorImpl<?>> {
    private static final int BUCKETS = 64;
    private final Cursors<CursorImpl<?>> cursors;
    private int next;

    OpenCursors(final Cursors<CursorImpl<?>> cursors) {
      this.cursors = cursors;
    }

    @Override
    protected boolean fill(final List<CursorImpl<?>> into) {
      if (next < 0) {
        return false;
      }
      next = cursors.byId.forEachFrom(next, BUCKETS, into::add);
      return true;
    }
  }
}
