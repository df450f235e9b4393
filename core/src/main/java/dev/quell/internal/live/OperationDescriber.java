package dev.quell.internal.live;

import dev.quell.KillCause;
import dev.quell.OperationInfo;
import dev.quell.Uid;
import dev.quell.internal.clock.CoreClock;
import dev.quell.internal.ledger.KillRecord;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.Words;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Describes a run of an operation for a listing, from the outside and without stopping it. */
final class OperationDescriber {
  private OperationDescriber() {}

  /**
   * What is read here is of this run if its word is still the run's own at the end: the run had begun before, since
   * somebody has named it, and the object's next one cannot have begun yet.
   */
  static OperationInfo describe(final LiveContext context, final Run operation, final OperationEntry run) {
    final Object description = operation.description;
    final long stamp = operation.stampNow();
    final long session = operation.session;
    final Deadline deadline = operation.deadline; // Run I1
    if (!operation.isPresent(run)) {
      return null; // no need to go on
    }
    final int id = context.operationIds.idOf(operation, run.words(), run.index(), run.ticket());
    Optional<UUID> sessionId = Optional.empty();
    Optional<Uid> uid = Optional.empty();
    if (session != Handle.NONE) {
      final Segment segment = context.sessions().slots().segmentOf(Handle.slot(session));
      final int offset = Segment.offset(Handle.slot(session));
      sessionId = Optional.of(new UUID(segment.idHigh(offset), segment.idLow(offset)));
      uid = Optional.ofNullable((OwnerRecord) segment.owner(offset)).map(OwnerRecord::uid);
    }
    final String text = text(context, description);
    final long now = context.clock.exactMillis();
    final long word = Words.getAcquire(run.words(), run.index()); // KillLedger I1: before the ledger
    final KillRecord record =
        OperationWord.isKilled(word) ? context.ledger.get(OperationWord.cause(word)) : null;
    // KillLedger I1: after the ledger
    if (id == 0 || !OperationWord.belongsTo(Words.getAcquire(run.words(), run.index()), run.ticket())) {
      return null; // it has ended, and what was read may be another one's
    }
    final Optional<KillCause> killed = Optional.ofNullable(record).map(KillRecord::cause);
    return new OperationInfo(
        id,
        sessionId,
        uid,
        text,
        Optional.ofNullable(description),
        context.clock.instant(stamp),
        Duration.ofMillis(Math.max(0, now - CoreClock.millis(stamp))),
        killed,
        (word & OperationWord.EXEMPT) != 0,
        Optional.ofNullable(deadline).map(d -> Duration.ofMillis(Math.max(0, d.millis() - now))));
  }

  /** Calls the host's supplier, if it is one. */
  private static String text(final LiveContext context, final Object description) {
    if (!(description instanceof Supplier<?> supplier)) {
      return description == null ? "" : description.toString();
    }
    try {
      return String.valueOf(supplier.get());
    } catch (final Throwable e) { // the host's code must not break a listing
      context.report(e);
      return "(description failed: " + e.getClass().getName() + ")";
    }
  }
}
