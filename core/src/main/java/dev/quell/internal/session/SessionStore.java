package dev.quell.internal.session;

import dev.quell.Owner;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.index.UuidIndex;
import dev.quell.internal.label.LabelIndex;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.owner.Owners;
import dev.quell.internal.services.Apart;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Holds;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionSlots;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The slots of one core's sessions, and the indexes that lead to them. */
public final class SessionStore extends Apart {
  /** The owner table is sized for one owner in this many sessions; more owners make longer bucket lists. */
  private static final int OWNERS_SHARE = 8;

  public final Services services;
  public final SessionSlots<OwnerRecord, SessionAnchor, OperationState> slots;
  public final Holds holds;
  public final UuidIndex index;
  public final Owners owners;
  public final LabelIndex labels;
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param limit the most sessions at once
   * @param limitPerOwner the most sessions of one owner at once
   * @param currentOwner see {@link Owners}
   */
  public SessionStore(
      final Services services,
      final int limit,
      final long limitPerOwner,
      final @Nullable UnaryOperator<Owner> currentOwner) {
    this.services = services;
    this.slots = new SessionSlots<>(limit);
    this.holds = new Holds(slots);
    this.index = new UuidIndex(slots, limit, new KeyedHash(services.secrets()));
    this.owners =
        new Owners(
            Math.max(1, limit / OWNERS_SHARE),
            limitPerOwner,
            currentOwner,
            new KeyedHash(services.secrets()),
            services.nextSecret());
    this.labels = new LabelIndex(new KeyedHash(services.secrets()), services.nextSecret());
  }

  /** Whether the session was open at a moment of this call. */
  boolean isOpen(final long handle) {
    final int slot = Handle.slot(handle);
    return slots.segmentOf(slot).isOpen(Segment.offset(slot), Handle.generation(handle));
  }
}
