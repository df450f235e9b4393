package dev.quell.internal.live;

import dev.quell.ClosedCoreException;
import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.Operation;
import dev.quell.SessionEndedException;
import dev.quell.internal.bag.StripedBag;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.index.HashIndex;
import dev.quell.internal.ledger.KillLedger;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.Words;
import dev.quell.internal.telemetry.Counters;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What sessions, operations and cursors of one core share. */
public final class LiveContext {
  /*
   * Invariants    I1  a run is claimed once: its word gets a cause by a compare-and-set, from a word that belongs to
   *                   the run and has none (K4).
   * Edges         E1  close closed, fullFence, walks  ->  begin, open: entry, isClosed   who is too late for the
   *                                                                              walks sees it himself
   * Tests         I1  KillStress.K4_TwoKillsClaimOnce, KillStress.K4_FirstCodeWins
   *               E1  ShutdownStress.CloseVsBeginSessionless, ShutdownStress.CloseVsOpen,
   *                   ShutdownStress.CloseVsBeginFurther
   */

  public final CoreClock clock;
  public final KillLedger ledger = new KillLedger();
  public final Counters counters = new Counters();
  public final OperationIds operationIds;
  /** Operations without a session. */
  public final StripedBag<Run> sessionless = new StripedBag<>();
  /** Operations with a deadline, in a session or not. */
  public final StripedBag<Run> deadlines = new StripedBag<>();
  /** Every open cursor, by id. */
  public final HashIndex<LiveCursor> cursors;
  public final CursorCloser closer;
  final RandomIds ids = new RandomIds();
  final AtomicLong killIds = new AtomicLong();
  final LongSupplier random;
  private final Consumer<Throwable> errorHandler;
  private LiveSessions sessions;
  private volatile boolean closed; // E1

  /**
   * @param expectedCursors what the cursor table is made for
   * @param random unpredictable longs: cursor ids and table secrets
   * @param errorHandler the host's; what it throws itself is dropped
   */
  public LiveContext(
      final CoreClock clock, final int expectedCursors, final LongSupplier random, final Consumer<Throwable> errorHandler) {
    this.clock = clock;
    this.random = random;
    this.errorHandler = errorHandler;
    this.operationIds = new OperationIds(random.getAsLong());
    this.cursors = new HashIndex<>(expectedCursors, random.getAsLong());
    this.closer = new CursorCloser(this);
  }

  /** Reports what the host's code threw: counted, and told to the host's handler. */
  public void report(final Throwable error) {
    counters.hostErrors.increment();
    try {
      errorHandler.accept(error);
    } catch (final Throwable ignored) { // the handler of last resort failed: there is nobody left to tell, it stays counted
      counters.hostErrors.increment();
    }
  }

  void setSessions(final LiveSessions newSessions) {
    sessions = newSessions; // plain: before the core is handed out
  }

  public LiveSessions sessions() {
    return sessions;
  }

  /** A random UUID of version 4. */
  public UUID nextUuid() {
    return ids.nextUuid();
  }

  public long nextKillId() {
    return killIds.incrementAndGet(); // atomic: one number for each
  }

  /** Kills one run. True if this kill won. */
  public boolean killRun(final OperationEntry run, final int code, final String reason, final String by) {
    final KillCause cause = new KillCause(code, reason, by, nextKillId());
    final KillRecord record = ledger.register(KillRecord.of(cause, clock.nanoTime()));
    final boolean won = claim(run.operation(), run.words(), run.index(), run.ticket(), record);
    ledger.finish(record, won ? 1 : 0);
    if (won) {
      counters.operationsKilled.increment();
    }
    return won;
  }

  /**
   * Claims a run for a kill and wakes whoever waits for that (K9). Linearizes at the compare-and-set, which also
   * decides false: the run had ended or was claimed by another kill (K4).
   */
  public boolean claim(
      final Run operation, final long[] words, final int index, final long ticket, final KillRecord record) {
    while (true) {
      final long word = Words.getAcquire(words, index); // acquire: the CAS decides
      if (!OperationWord.belongsTo(word, ticket) || OperationWord.isKilled(word)) {
        return false;
      }
      if (Words.cas(words, index, word, OperationWord.withCause(word, record.index()))) { // I1; K1, K3
        if ((word & OperationWord.WAITING) != 0 && operation != null) {
          operation.wake(words, index, ticket, record.cause());
        }
        return true;
      }
    }
  }

  /**
   * Claims whatever first operation runs in the slot, in a session that is open or not, and wakes whoever waits for
   * that.
   */
  public boolean claimFirst(final Segment segment, final int offset, final KillRecord record) {
    while (true) {
      final long word = segment.operationWordAcquire(offset);
      if (!OperationWord.isRunning(word) || OperationWord.isKilled(word)) {
        return false;
      }
      if (segment.casOperationWord(offset, word, OperationWord.withCause(word, record.index()))) { // I1; K1
        final Run operation = (Run) segment.operation(offset); // this run's, if anybody waits: Segment E4
        if ((word & OperationWord.WAITING) != 0 && operation != null) {
          operation.wake(segment.words(), offset, OperationWord.ticket(word), record.cause());
        }
        return true;
      }
    }
  }

  /**
   * Kills the first operation in the slot, if one runs there: the core has closed, and the close may have passed the
   * slot before.
   */
  void killAtShutdown(final Segment segment, final int offset) {
    final KillCause cause = new KillCause(KillCode.INTERRUPTED_AT_SHUTDOWN, "", "", nextKillId());
    final KillRecord record = ledger.register(KillRecord.of(cause, clock.nanoTime()));
    final boolean killed = claimFirst(segment, offset, record);
    ledger.finish(record, killed ? 1 : 0);
    if (killed) {
      counters.operationsKilled.increment();
    }
  }

  /** The host's operation object as ours. */
  public LiveOperation mine(final Operation operation) {
    final LiveOperation mine = (LiveOperation) Objects.requireNonNull(operation, "operation");
    if (mine.context() != this) {
      throw new IllegalArgumentException("operation belongs to another core");
    }
    return mine;
  }

  /** What to throw when a session is found to have ended. */
  RuntimeException ended() {
    return isClosed() ? new ClosedCoreException() : new SessionEndedException();
  }

  public boolean isClosed() {
    return closed; // E1: for who asks after a step of its own; else a look
  }

  public void close() {
    closed = true; // E1
    VarHandle.fullFence(); // E1: either the walks of the close see what is there, or its maker sees this
  }
}
