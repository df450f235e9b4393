package dev.quell.internal.session;

import dev.quell.ClosedCoreException;
import dev.quell.Cursor;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.SessionInfo;
import dev.quell.internal.bag.Chunk;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.operation.OperationState;
import dev.quell.internal.owner.OwnerRecord;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.slots.Segment;
import dev.quell.internal.slots.SessionMeta;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session as the host sees it: a handle as an object. All state that changes is in the slot. Every call checks that
 * the slot is still in this generation (K3).
 */
public final class SessionImpl extends SessionAnchor implements Session {
  private final Sessions sessions;

  public SessionImpl(final Sessions sessions, final int slot, final int generation, final @Nullable Chunk chunk) {
    super(slot, generation, chunk);
    this.sessions = sessions;
  }

  @Override
  Segment<OwnerRecord, SessionAnchor, OperationState> segment() {
    return sessions.slots().segmentOf(slot);
  }

  @Override
  public Session facade() {
    return this;
  }

  private Services services() {
    return sessions.services();
  }

  @Override
  public UUID id() {
    final Segment<?, ?, ?> segment = segment();
    final UUID id = new UUID(segment.idHigh(offset()), segment.idLow(offset()));
    return valid(id);
  }

  @Override
  public Owner owner() {
    return valid(segment().owner(offset())).owner();
  }

  /** The value, if the slot was in this generation when it was read. */
  private <T> T valid(final @Nullable T value) {
    if (!segment().stillIn(offset(), generation) || value == null || !isOpen()) {
      throw new SessionEndedException();
    }
    return value;
  }

  @Override
  public boolean isOpen() {
    return segment().isOpen(offset(), generation);
  }

  // ---- operations

  @Override
  public Operation begin(final @Nullable String description) {
    return sessions.begin(handle(), description);
  }

  @Override
  public Operation begin(final Supplier<? extends @Nullable String> description) {
    return sessions.begin(handle(), Objects.requireNonNull(description, "description"));
  }

  @Override
  public Operation begin(final Operation operation) {
    return begun(operation, null);
  }

  @Override
  public Operation begin(final Operation operation, final @Nullable String description) {
    return begun(operation, description);
  }

  @Override
  public Operation begin(final Operation operation, final Supplier<? extends @Nullable String> description) {
    return begun(operation, Objects.requireNonNull(description, "description"));
  }

  private Operation begun(final Operation operation, final @Nullable Object description) {
    sessions.toBegin(operation).begin(handle(), description);
    return operation;
  }

  // ---- cursors

  @Override
  public <T extends AutoCloseable> Cursor<T> openCursor(final T resource) {
    return openCursor(resource, null);
  }

  @Override
  <T extends AutoCloseable> Cursor<T> openCursor(final T resource, final @Nullable Carrier opener) {
    Objects.requireNonNull(resource, "resource");
    if (services().isClosed()) {
      throw new ClosedCoreException();
    }
    final Segment<OwnerRecord, ?, ?> segment = segment();
    final UUID id = new UUID(segment.idHigh(offset()), segment.idLow(offset()));
    final OwnerRecord owner = segment.owner(offset());
    if (owner == null || !segment.stillIn(offset(), generation)) {
      throw services().ended();
    }
    return CursorImpl.open(sessions.cursors(), handle(), id, owner.uid(), this::cursors, resource, opener);
  }

  // ---- labels

  @Override
  public void relabel(final Labels labels) {
    Objects.requireNonNull(labels, "labels");
    if (labels.equals(labels())) { // throws if it has ended
      return;
    }
    if (!relabel(sessions.store().labels, labels)) {
      throw new SessionEndedException();
    }
  }

  @Override
  public Labels labels() {
    return valid(carried());
  }

  @Override
  public Optional<Cursor<?>> findCursor(final long id) {
    final CursorImpl<?> found = sessions.cursors().byId.get(id, null);
    if (!isOpen()) {
      throw new SessionEndedException();
    }
    return found != null && found.isIn(handle()) ? Optional.of(found) : Optional.empty(); // K3: a handle never recurs
  }

  // ---- use and end

  @Override
  public void touch() {
    if (!isOpen()) {
      throw new SessionEndedException();
    }
    sessions.holds().keep(handle(), SessionMeta.units(CoreClock.millis(services().clock.tick())));
    if (!isOpen()) { // after the touch: else it has expired in between
      throw new SessionEndedException();
    }
  }

  @Override
  public Instant lastUse() {
    final CoreClock clock = services().clock;
    return valid(clock.instantOfMillis(SessionMeta.usedMs(segment().meta(offset()), clock.coarseMillis())));
  }

  @Override
  public SessionInfo info() {
    return valid(sessions.describe(handle()));
  }

  @Override
  public boolean end() {
    return sessions.ending().end(handle());
  }

  @Override
  public boolean endIfIdle() {
    return sessions.ending().endIfIdle(handle());
  }

  @Override
  public String toString() {
    return "Session[" + (isOpen() ? id().toString() : "ended") + "]";
  }
}
