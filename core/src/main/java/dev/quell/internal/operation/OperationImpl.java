package dev.quell.internal.operation;

import dev.quell.Cursor;
import dev.quell.KillCause;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import dev.quell.Registration;
import dev.quell.Scope;
import dev.quell.Session;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.waits.WaitList;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation object: the host keeps it for one run after another. This class is the host's interface; {@link
 * OperationLifecycle} begins the runs, {@link OperationEnd} ends them, {@link OperationState} is what other threads see
 * of them.
 *
 * <p>{@link WatchedOperation} overrides some of it for tests. In production that class is never loaded, so the compiler
 * of the JVM knows that nothing is overridden, and nothing is paid for it.
 */
public sealed class OperationImpl extends OperationLifecycle implements Operation permits WatchedOperation {
  public OperationImpl(final Operations operations) {
    super(operations);
  }

  /** The host's operation object, checked to belong to this core. */
  public static OperationImpl of(final Operation operation, final Operations operations) {
    final OperationImpl mine = (OperationImpl) Objects.requireNonNull(operation, "operation");
    if (mine.operations != operations) {
      throw new IllegalArgumentException("operation belongs to another core");
    }
    return mine;
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

  // ---- poll

  @Override
  public Optional<KillCause> killCause() {
    return Optional.ofNullable(cause());
  }

  @Override
  public OperationKilledException killed(final Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    final KillCause killCause = cause();
    if (killCause == null) {
      throw new IllegalStateException("operation was not killed", cause);
    }
    return new OperationKilledException(killCause, cause);
  }

  @Override
  public boolean isRunning() {
    return ticketAcquire() != 0;
  }

  @Override
  public void close() {
    end();
  }

  // ---- what the host does with a run

  @Override
  public int id() {
    requireRunning();
    return operations.ids.idOf(this, new Run(this, words, index, ticket, 0));
  }

  @Override
  public Optional<Session> session() {
    return session == Handle.NONE || ticket == 0 ? Optional.empty() : operations.session(session);
  }

  @Override
  public OperationInfo info() {
    requireRunning();
    final Run run = present();
    final OperationInfo info = run == null ? null : describe(run);
    if (info == null) {
      throw new IllegalStateException("operation is not running"); // another thread ended it meanwhile
    }
    return info;
  }

  @Override
  public @Nullable OperationInfo describe(final Run run) {
    return OperationDescriber.describe(operations, this, run);
  }

  @Override
  public int idOf(final Run run) {
    return operations.ids.idOf(this, run);
  }

  @Override
  public boolean kill(final int code, final String reason, final String by) {
    requireRunning();
    final Run run = present();
    return run != null && ClaimBatch.kill(claims, run, code, reason, by); // null: its user ended it meanwhile
  }

  @Override
  public Operation deadline(final Duration fromNow) {
    requireRunning();
    setDeadline(Objects.requireNonNull(fromNow, "fromNow"));
    return this;
  }

  @Override
  public Operation thread(final @Nullable Thread worker) {
    if (worker == null) {
      Workers.forget(this);
    } else {
      Workers.add(this, worker);
      hasExtras();
    }
    return this;
  }

  @Override
  public <T extends AutoCloseable> Cursor<T> openCursor(final T resource) {
    Objects.requireNonNull(resource, "resource");
    requireRunning();
    return operations.cursorOpener().open(this, session, resource);
  }

  @Override
  public Registration interruptOnKill(final Thread thread) {
    return KillInterrupts.register(this, Objects.requireNonNull(thread, "thread"));
  }

  // ---- children

  @Override
  public Operation child(final @Nullable String newDescription) {
    return born(newDescription);
  }

  @Override
  public Operation child(final Supplier<? extends @Nullable String> newDescription) {
    return born(Objects.requireNonNull(newDescription, "description"));
  }

  private Operation born(final @Nullable Object newDescription) {
    final OperationImpl child = another();
    Children.begin(this, child, newDescription);
    return child;
  }

  /** A new object of the same core and kind. */
  OperationImpl another() {
    return new OperationImpl(operations);
  }

  // ---- the current operation of a thread

  @Override
  public Scope makeCurrent() {
    return CurrentScope.open(this, requirePresent());
  }

  @Override
  public Runnable wrap(final Runnable task) {
    return CurrentScope.wrap(this, requirePresent(), Objects.requireNonNull(task, "task"));
  }

  @Override
  public <T extends @Nullable Object> Callable<T> wrap(final Callable<T> task) {
    return CurrentScope.wrap(this, requirePresent(), Objects.requireNonNull(task, "task"));
  }

  @Override
  public <T extends @Nullable Object> Supplier<T> wrapSupplier(final Supplier<T> task) {
    return CurrentScope.wrapSupplier(this, requirePresent(), Objects.requireNonNull(task, "task"));
  }

  private Run requirePresent() {
    final Run run = present();
    if (run == null) {
      throw new IllegalStateException("operation is not running");
    }
    return run;
  }

  // ---- waits

  @Override
  public void sleep(final Duration duration) throws InterruptedException {
    OperationWaits.await(this, () -> false, Objects.requireNonNull(duration, "duration"));
  }

  @Override
  public boolean await(final BooleanSupplier condition, final Duration timeout) throws InterruptedException {
    return OperationWaits.await(this, condition, timeout);
  }

  @Override
  public void signal() {
    final WaitList list = waits();
    if (list != null) {
      OperationWaits.signal(list);
    }
  }

  @Override
  public <T extends @Nullable Object> T await(final Future<T> future) throws InterruptedException, ExecutionException {
    return OperationWaits.await(this, future);
  }

  @Override
  public <T extends @Nullable Object> T interruptibly(final Callable<T> call) throws Exception {
    return OperationWaits.interruptibly(this, call);
  }

  @Override
  public Registration onKill(final Consumer<KillCause> callback) {
    return OperationWaits.onKill(this, callback, operations.callbackExecutor);
  }

  @Override
  public Registration onKill(final Consumer<KillCause> callback, final Executor executor) {
    return OperationWaits.onKill(this, callback, Objects.requireNonNull(executor, "executor"));
  }

  @Override
  public OperationRef ref() {
    requireRunning();
    final Run run = present();
    if (run == null) {
      throw new IllegalStateException("operation is not running"); // another thread ended it meanwhile
    }
    return new RunRef(claims, run);
  }
}
