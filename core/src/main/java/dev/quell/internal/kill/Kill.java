package dev.quell.internal.kill;

import dev.quell.KillCause;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.live.Claimer;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.LiveSession;
import dev.quell.internal.live.Run;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionWord;
import dev.quell.internal.slots.Words;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One kill: carried out, then its entry in the ledger, then its report; one object from beginning to end. Shown the
 * sessions that match, it claims what runs and what is open in them.
 *
 * <p>Every claim is a compare-and-set on the victim's own word (operation) or state (cursor), so two kills never claim
 * the same (K4). An operation whose begin returned before the kill was called is found: its word was RUNNING, or its
 * session ATTACHED, before the walk started (K1). One that begins after the kill returned has a later sequence in its
 * word than any this kill has seen (K2). A session costs the line that holds its word, and no more unless there is
 * something to look at (K6).
 */
public final class Kill extends KillRecord implements KillReport, SessionVisitor, Claimer {
  static final long NO_CUT_OFF = Long.MAX_VALUE;

  private final LiveContext context;
  private final KillRequest request;
  private final long id;
  private KillCause cause; // made when first needed; racy, any is as good
  private KillRecord record; // registered with the first victim: this, or one that is shared because the ledger is full
  private long sessions;
  private long operations;
  private long cursors;
  private long durationNanos;

  Kill(final LiveContext context, final KillRequest request) {
    super(context.clock.nanoTime());
    this.context = context;
    this.request = request;
    this.id = context.nextKillId();
  }

  // ---- claims

  @Override
  public boolean session(final Segment segment, final int offset, final long word, final boolean counted) {
    final LiveSession attached = OperationWord.isAttached(word) ? attached(segment, offset) : null;
    final boolean settled =
        OperationWord.isClaimable(word) && isInTime(segment, offset, word)
            ? claimFirst(segment, offset, word)
            : segment.isStill(offset, word);
    if (!settled) {
      return false;
    }
    if (!counted) {
      sessions++;
    }
    if (attached != null) {
      attached.offerAttached(this);
    }
    return true;
  }

  /**
   * The session, if there is anything beside its first operation. Read before the word is found unchanged, so it is
   * that session (K3).
   */
  private static LiveSession attached(final Segment segment, final int offset) {
    return SessionWord.hasAttached(segment.sessionWordAcquire(offset)) ? (LiveSession) segment.session(offset) : null;
  }

  private boolean isInTime(final Segment segment, final int offset, final long word) {
    return hasNoCutOff() || stampOf(segment, offset, word) <= cutOff();
  }

  /** Core time at which the first operation began; later than everything if its begin has not returned. */
  static long stampOf(final Segment segment, final int offset, final long word) {
    final Run operation = (Run) segment.operation(offset);
    return operation == null ? Long.MAX_VALUE : operation.stampOf(segment.words(), offset, OperationWord.ticket(word));
  }

  private boolean claimFirst(final Segment segment, final int offset, final long word) {
    // LiveContext I1; K1, K3
    if (!segment.casOperationWord(offset, word, OperationWord.withCause(word, record().index()))) {
      return false; // it has ended, or another kill has it, or something joined it: look again
    }
    operations++;
    if ((word & OperationWord.WAITING) != 0) {
      final Run operation = (Run) segment.operation(offset);
      if (operation != null) {
        operation.wake(segment.words(), offset, OperationWord.ticket(word), cause());
      }
    }
    return true;
  }

  @Override
  public void bare(final long count) {
    sessions += count;
  }

  @Override
  public void operation(final Run run, final long[] words, final int index, final long ticket, final long stamp) {
    if (stamp <= cutOff()
        // acquire: of this run, or claim finds another; whether that is exempt does not change while it runs
        && OperationWord.isClaimable(Words.getAcquire(words, index))
        && context.claim(run, words, index, ticket, record())) {
      operations++;
    }
  }

  @Override
  public void cursor(final LiveCursor cursor) {
    if (cursor.openedStamp() <= cutOff() && cursor.kill()) {
      cursors++;
    }
  }

  private boolean hasNoCutOff() {
    return request.cutOff().isEmpty();
  }

  private long cutOff() {
    return request.cutOff().orElse(NO_CUT_OFF);
  }

  private KillRecord record() {
    if (record == null) {
      cause(); // before others can see this
      record = context.ledger.register(this);
    }
    return record;
  }

  /** The walk is over. */
  void finish() {
    if (record != null) {
      context.ledger.finish(record, operations);
    }
    durationNanos = context.clock.nanoTime() - calledNanos();
    context.counters.kills.increment();
    context.counters.recordKill(durationNanos);
    if (operations > 0) {
      context.counters.operationsKilled.add(operations);
    }
  }

  // ---- report

  @Override
  public KillRequest request() {
    return request;
  }

  @Override
  public KillCause cause() {
    KillCause known = cause;
    if (known == null) {
      known = new KillCause(request.code(), request.reason(), request.by(), id);
      cause = known;
    }
    return known;
  }

  @Override
  public long sessionsMatched() {
    return sessions;
  }

  @Override
  public long operationsKilled() {
    return operations;
  }

  @Override
  public long cursorsKilled() {
    return cursors;
  }

  @Override
  public Duration duration() {
    return Duration.ofNanos(durationNanos);
  }

  @Override
  public long pending() {
    return operations == 0 ? 0 : record.isShared() ? Math.min(operations, stragglers().size()) : running();
  }

  @Override
  public boolean await(final Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
    }
    if (operations == 0) {
      return true;
    }
    final long nanos = timeout.compareTo(Duration.ofDays(36_500)) > 0 ? TimeUnit.DAYS.toNanos(36_500) : timeout.toNanos();
    return record.isShared() ? Stragglers.await(context, record, calledNanos(), nanos) : awaitStopped(nanos);
  }

  @Override
  public List<Straggler> stragglers() {
    return operations == 0 || !record.isShared() && running() == 0
        ? List.of()
        : Stragglers.of(context, record, calledNanos());
  }

  @Override
  public String toString() {
    return "KillReport[sessionsMatched=" + sessions + ", operationsKilled=" + operations + ", cursorsKilled=" + cursors
        + ", duration=" + durationNanos / 1_000 + "us, cause=" + cause() + "]";
  }
}
