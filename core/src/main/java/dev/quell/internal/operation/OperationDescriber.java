package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.OperationInfo;
import dev.quell.Uid;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.deadline.Timed;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes a run for a listing, from any thread and without stopping it. */
final class OperationDescriber {
  private OperationDescriber() {}

  /**
   * Describes the run; null if the run has ended or the object does not show it yet. The fields are read between two
   * counts of runs, and the ticket after the first: so they are of the run that has the ticket.
   */
  static @Nullable OperationInfo describe(final Operations operations, final OperationState operation, final Run run) {
    final long count = operation.runsAcquire();
    if (!operation.isPresent(run)) {
      return null; // over, or not published yet
    }
    final Object description = operation.description;
    final long stamp = operation.stampNow();
    final long session = operation.session;
    final long deadline = operation.deadlineNow(); // OS-I1
    final Labels labels = operation.labelsNow(); // OS-I3
    final Lineage lineage = operation.lineage;
    if (!operation.stillRun(count)) { // OS-I1
      return null; // over: the fields may be the next run's
    }
    final Services services = operations.claims.services;
    final int id = operations.ids.idOf(run);
    Optional<UUID> sessionId = Optional.empty();
    Optional<Uid> uid = Optional.empty();
    if (session != Handle.NONE) {
      final Segment<OwnerRecord, ?, ?> segment = operations.slots.segmentOf(Handle.slot(session));
      final int offset = Segment.offset(Handle.slot(session));
      sessionId = Optional.of(new UUID(segment.idHigh(offset), segment.idLow(offset)));
      uid = Optional.ofNullable(segment.owner(offset)).map(OwnerRecord::uid);
    }
    final String text = text(services, description);
    final long nowNanos = services.clock.exactNanos();
    final long now = TimeUnit.NANOSECONDS.toMillis(nowNanos);
    final long word = run.wordAcquire(); // KL-I1: before the ledger
    final KillRecord record = KillWord.isKilled(word) ? operations.claims.ledger.get(KillWord.cause(word)) : null;
    VarHandle.loadLoadFence(); // SG-E3 load side: the id and owner before the word
    // KL-I1: after the ledger
    if (id == 0 || !run.owns(run.wordAcquire())) {
      return null; // it has ended: what was read may be another run's
    }
    final Optional<KillCause> killed = Optional.ofNullable(record).map(KillRecord::cause);
    return new OperationInfo(
        id,
        lineage == null ? OptionalInt.empty() : parentId(operations, lineage.parent()),
        sessionId,
        uid,
        text,
        Optional.ofNullable(description),
        services.clock.instant(stamp),
        Duration.ofMillis(Math.max(0, now - CoreClock.millis(stamp))),
        killed,
        (word & KillWord.EXEMPT) != 0,
        deadline == Timed.NONE ? Optional.empty() : Optional.of(timeLeft(deadline - nowNanos)),
        labels);
  }

  private static Duration timeLeft(final long nanos) {
    return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos)));
  }

  /** The id of the parent's run; empty if that is over. */
  private static OptionalInt parentId(final Operations operations, final Run parent) {
    final int id = operations.ids.idOf(parent);
    return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The description as text; a supplier is called. */
  private static String text(final Services services, final @Nullable Object description) {
    if (!(description instanceof Supplier<?> supplier)) {
      return description == null ? "" : description.toString();
    }
    try {
      return String.valueOf(supplier.get());
    } catch (final Throwable e) { // the host's code must not break a listing
      services.report(e);
      return "(description failed: " + e.getClass().getName() + ")";
    }
  }
}
