package dev.quell.internal.operation;

import dev.quell.Session;
import dev.quell.internal.bag.StripedBag;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.claim.Run;
import dev.quell.internal.deadline.TimingWheel;
import dev.quell.internal.label.LabelIndex;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.Apart;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the operations of one core share. */
public final class Operations extends Apart {
  public final Claims claims;
  public final SessionSlots<OwnerRecord, ? extends SessionHome, OperationState> slots;
  public final Holds holds;
  /** Operations without a session. */
  public final StripedBag<OperationState> sessionless = new StripedBag<>();
  /** The deadlines of operations, in a session or not. */
  public final TimingWheel<OperationState> deadlines = new TimingWheel<>();
  public final LabelIndex labels;
  final OperationIds ids;
  /** Where callbacks run that name no executor; null for the thread that kills. */
  final @Nullable Executor callbackExecutor;
  @SuppressWarnings("NullAway.Init") // set when the core is put together
  private CursorOpener cursorOpener;
  @SuppressWarnings("NullAway.Init") // set when the core is put together
  private SessionHomes homes;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  public Operations(
      final Claims claims,
      final SessionSlots<OwnerRecord, ? extends SessionHome, OperationState> slots,
      final Holds holds,
      final LabelIndex labels,
      final @Nullable Executor callbackExecutor) {
    this.claims = claims;
    this.slots = slots;
    this.holds = holds;
    this.labels = labels;
    this.callbackExecutor = callbackExecutor;
    this.ids = new OperationIds(claims.services.nextSecret());
  }

  /** Says who knows sessions and opens cursors. Called once, when the core is put together. */
  public void connect(final SessionHomes newHomes, final CursorOpener opener) {
    homes = newHomes;
    cursorOpener = opener;
  }

  /** The session with this handle, which the caller holds. */
  @SuppressWarnings("NullAway") // the hold keeps it in its slot
  SessionHome home(final long handle) {
    return homes.of(handle);
  }

  CursorOpener cursorOpener() {
    return cursorOpener;
  }

  /** The running operation with this public id, or null. */
  public @Nullable Run find(final int id) {
    return ids.find(id);
  }

  /** The session of this handle as the host sees it; empty if it has ended. */
  public Optional<Session> session(final long handle) {
    final SessionHome session = homes.of(handle);
    final boolean open =
        slots.segmentOf(Handle.slot(handle)).isOpen(Segment.offset(Handle.slot(handle)), Handle.generation(handle));
    return session != null && open ? Optional.of(session.facade()) : Optional.empty();
  }
}
