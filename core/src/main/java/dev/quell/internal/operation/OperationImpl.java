package dev.quell.internal.operation;

import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.Session;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.Handle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation object: the host keeps it for one run after another, or a slot does, for a {@link OneRun} each time.
 * With {@link HostOperation}, this class is the host's interface; {@link OperationLifecycle} begins the runs, {@link
 * OperationEnd} ends them, {@link OperationState} is what other threads see of them.
 *
 * <p>{@link WatchedOperation} overrides some of it for tests. In production that class is never loaded, so the compiler
 * of the JVM knows that nothing is overridden, and nothing is paid for it.
 */
public sealed class OperationImpl extends OperationLifecycle implements HostOperation permits WatchedOperation {
  public OperationImpl(final Operations operations) {
    this(operations, false);
  }

  /** @param ofSlot whether the object is for the runs of one slot's session, and never shown to the host */
  OperationImpl(final Operations operations, final boolean ofSlot) {
    super(operations, ofSlot);
  }

  @Override
  public final Operations operations() {
    return operations;
  }

  @Override
  public final OperationImpl state() {
    return this;
  }

  @Override
  public final OperationImpl toBegin() {
    return this;
  }

  @Override
  public Operation exempt(final boolean newExempt) {
    setExempt(newExempt);
    return this;
  }

  @Override
  public Operation labels(final Labels labels) {
    setLabels(Objects.requireNonNull(labels, "labels"));
    return this;
  }

  @Override
  public boolean isRunning() {
    return ticketAcquire() != 0;
  }

  @Override
  public void close() {
    end();
  }

  @Override
  public Optional<Session> session() {
    return session == Handle.NONE || ticket == 0 ? Optional.empty() : operations.session(session);
  }

  @Override
  public @Nullable OperationInfo describe(final Run run) {
    return OperationDescriber.describe(operations, this, run);
  }

  @Override
  public int idOf(final Run run) {
    return operations.ids.idOf(run);
  }

  @Override
  public Operation deadline(final Duration fromNow) {
    requireRunning();
    setDeadline(Objects.requireNonNull(fromNow, "fromNow"));
    return this;
  }

  @Override
  public OperationImpl another() {
    return new OperationImpl(operations);
  }
}
