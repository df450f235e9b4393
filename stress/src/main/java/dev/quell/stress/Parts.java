package dev.quell.stress;

import dev.quell.Owner;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.label.LabelIndex;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.HostTasks;
import dev.quell.internal.services.Services;
import dev.quell.internal.session.SessionAnchor;
import dev.quell.internal.session.SessionImpl;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.session.Sessions;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * A core by its parts, as {@link dev.quell.internal.Core} puts them together: small tables, a clock and random numbers
 * of the test's own, and nobody who runs its background work. {@code KillCore} does nothing but check arguments and
 * call what is called here.
 */
public class Parts {
  private static final int CURSORS = 64;

  public final Services services;
  public final Claims claims;
  public final Owners owners;
  public final LabelIndex labels;
  public final Operations operations;
  public final Cursors<CursorImpl<?>> cursors;
  public final Sessions sessions;
  public final Kills kills;

  private final SessionStore store;

  /** What a core is made with, besides its clock. */
  public record Settings(int limit, long limitPerOwner, boolean endLongestIdle, UnaryOperator<Owner> currentOwner) {
    /** No limits but that on sessions, and roles as they come. */
    public static Settings of(final int limit) {
      return new Settings(limit, Long.MAX_VALUE, false, null);
    }

    /** An owner that has as many sessions as it may loses the longest idle one when it opens another, or is refused. */
    public Settings limitPerOwner(final long most, final boolean endsLongestIdle) {
      return new Settings(limit, most, endsLongestIdle, currentOwner);
    }

    /** The host is asked who an owner is now. */
    public Settings asking(final UnaryOperator<Owner> host) {
      return new Settings(limit, limitPerOwner, endLongestIdle, host);
    }
  }

  public Parts(final LongSupplier nanoClock, final LongSupplier random, final Settings settings) {
    services = new Services(new CoreClock(nanoClock, 0), random, error -> {});
    claims = new Claims(services, HostTasks.withExecutor(services, Runnable::run, false, "calls"));
    store = new SessionStore(services, settings.limit, settings.limitPerOwner, settings.currentOwner);
    owners = store.owners;
    labels = store.labels;
    operations = new Operations(claims, store.slots, store.holds, store.labels, null);
    cursors = new Cursors<>(operations, CURSORS, (cursor, id, none) -> cursor.id() == id,
        HostTasks.withExecutor(services, Runnable::run, false, "closer"));
    sessions = new Sessions(store, operations, cursors, settings.endLongestIdle, SessionImpl::new);
    kills = new Kills(sessions, operations, cursors);
  }

  /** With secrets that nobody knows. */
  public Parts(final LongSupplier nanoClock, final Settings settings) {
    this(nanoClock, () -> ThreadLocalRandom.current().nextLong(), settings);
  }

  public final OperationImpl operation() {
    return new OperationImpl(operations);
  }

  /** The handle of the open session, or {@link Handle#NONE}. */
  public final long find(final long idHigh, final long idLow, final Owner owner) {
    final OwnerRecord record = owners.find(owner.uid());
    return record == null ? Handle.NONE : store.index.find(idHigh, idLow, record);
  }

  public final Segment<OwnerRecord, SessionAnchor, OperationState> segment(final long handle) {
    return store.slots.segmentOf(Handle.slot(handle));
  }

  public static int offset(final long handle) {
    return Segment.offset(Handle.slot(handle));
  }

  /** Kills one run. True if this kill won. */
  public final boolean kill(final Run run, final int code) {
    return ClaimBatch.kill(claims, run, code, "", "");
  }
}
