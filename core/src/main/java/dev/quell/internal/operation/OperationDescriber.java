package dev.quell.internal.operation;

import dev.quell.KillCause;
import dev.quell.OperationInfo;
import dev.quell.Uid;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes a run of an operation for a listing, from the outside and without stopping it. */
final class OperationDescriber {
  private OperationDescriber() {}

  /**
   * What is read here is of this run if its word is still the run's own at the end: the run had begun before, since
   * somebody has named it, and the object's next one cannot have begun yet.
   */
  static @Nullable OperationInfo describe(final Operations operations, final OperationState operation, final Run run) {
    final Object description = operation.description;
    final long stamp = operation.stampNow();
    final long session = operation.session;
    final Deadline deadline = operation.deadline; // OS-I1
    if (!operation.isPresent(run)) {
      return null; // no need to go on
    }
    final Services services = operations.claims.services;
    final int id = operations.ids.idOf(operation, run);
    Optional<UUID> sessionId = Optional.empty();
    Optional<Uid> uid = Optional.empty();
    if (session != Handle.NONE) {
      final Segment<OwnerRecord, ?, ?> segment = operations.slots.segmentOf(Handle.slot(session));
      final int offset = Segment.offset(Handle.slot(session));
      sessionId = Optional.of(new UUID(segment.idHigh(offset), segment.idLow(offset)));
      uid = Optional.ofNullable(segment.owner(offset)).map(OwnerRecord::uid);
    }
    final String text = text(services, description);
    final long now = services.clock.exactMillis();
    final long word = run.wordAcquire(); // KL-I1: before the ledger
    final KillRecord record = KillWord.isKilled(word) ? operations.claims.ledger.get(KillWord.cause(word)) : null;
    // KL-I1: after the ledger
    if (id == 0 || !run.owns(run.wordAcquire())) {
      return null; // it has ended, and what was read may be another one's
    }
    final Optional<KillCause> killed = Optional.ofNullable(record).map(KillRecord::cause);
    return new OperationInfo(
        id,
        sessionId,
        uid,
        text,
        Optional.ofNullable(description),
        services.clock.instant(stamp),
        Duration.ofMillis(Math.max(0, now - CoreClock.millis(stamp))),
        killed,
        (word & KillWord.EXEMPT) != 0,
        Optional.ofNullable(deadline).map(d -> Duration.ofMillis(Math.max(0, d.millis() - now))));
  }

  /** Calls the host's supplier, if it is one. */
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
