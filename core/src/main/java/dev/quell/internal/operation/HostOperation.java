package dev.quell.internal.operation;

import dev.quell.Cursor;
import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import dev.quell.Registration;
import dev.quell.Scope;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
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
 * An operation as the host holds it: what it asks of the present run, whichever object has the state of that. Each
 * method here asks once which run is present, and then acts on that run alone (K3).
 */
public sealed interface HostOperation extends PresentRun permits OperationImpl, OneRun {
  /** What the operations of its core share. */
  Operations operations();

  /** The object in which its next run begins. For its user, between two runs. */
  OperationLifecycle toBegin();

  /** A new object of the same core and kind. */
  HostOperation another();

  /** The host's operation, checked to belong to this core. */
  static HostOperation of(final Operation operation, final Operations operations) {
    final HostOperation mine = (HostOperation) Objects.requireNonNull(operation, "operation");
    if (mine.operations() != operations) {
      throw new IllegalArgumentException("operation belongs to another core");
    }
    return mine;
  }

  @Override
  default Optional<KillCause> killCause() {
    return Optional.ofNullable(cause());
  }

  @Override
  default OperationKilledException killed(final Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    final KillCause killCause = cause();
    if (killCause == null) {
      throw new IllegalStateException("operation was not killed", cause);
    }
    return new OperationKilledException(killCause, cause);
  }

  // ---- what the host does with a run

  @Override
  default int id() {
    return operations().ids.idOf(requirePresent());
  }

  @Override
  default OperationInfo info() {
    final Run run = requirePresent();
    final OperationInfo info = run.operation().describe(run);
    if (info == null) {
      throw new IllegalStateException("operation is not running"); // another thread ended it meanwhile
    }
    return info;
  }

  @Override
  default boolean kill(final int code, final String reason, final String by) {
    new KillCause(code, reason, by, 0); // refuses what no kill may say
    return ClaimBatch.kill(operations().claims, requirePresent(), code, reason, by);
  }

  @Override
  default Operation thread(final @Nullable Thread worker) {
    final Run run = requirePresent();
    if (worker == null) {
      Workers.forget(run);
    } else {
      Workers.add(run, worker);
      ((OperationUse) run.operation()).hasExtras();
    }
    return this;
  }

  @Override
  default Registration interruptOnKill(final Thread thread) {
    return KillInterrupts.register(requirePresent(), Objects.requireNonNull(thread, "thread"));
  }

  @Override
  default OperationRef ref() {
    return new RunRef(operations().claims, requirePresent());
  }

  // ---- children

  @Override
  default Operation child(final @Nullable String newDescription) {
    return born(newDescription);
  }

  @Override
  default Operation child(final Supplier<? extends @Nullable String> newDescription) {
    return born(Objects.requireNonNull(newDescription, "description"));
  }

  private Operation born(final @Nullable Object newDescription) {
    final HostOperation child = another();
    Children.begin(requirePresent(), child.state(), newDescription);
    return child;
  }

  // ---- the current operation of a thread

  @Override
  default Scope makeCurrent() {
    return CurrentScope.open(this, requirePresent());
  }

  @Override
  default Runnable wrap(final Runnable task) {
    return CurrentScope.wrap(this, requirePresent(), Objects.requireNonNull(task, "task"));
  }

  @Override
  default <T extends @Nullable Object> Callable<T> wrap(final Callable<T> task) {
    return CurrentScope.wrap(this, requirePresent(), Objects.requireNonNull(task, "task"));
  }

  @Override
  default <T extends @Nullable Object> Supplier<T> wrapSupplier(final Supplier<T> task) {
    return CurrentScope.wrapSupplier(this, requirePresent(), Objects.requireNonNull(task, "task"));
  }

  // ---- waits

  @Override
  default void sleep(final Duration duration) throws InterruptedException {
    OperationWaits.await(this, () -> false, Objects.requireNonNull(duration, "duration"));
  }

  @Override
  default boolean await(final BooleanSupplier condition, final Duration timeout) throws InterruptedException {
    return OperationWaits.await(this, condition, timeout);
  }

  @Override
  default void signal() {
    final Run run = present();
    final WaitList list = run == null ? null : OperationState.of(run).waits();
    if (run != null && list != null && list.belongsTo(run.words(), run.index(), run.ticket())) {
      OperationWaits.signal(list);
    }
  }

  @Override
  default <T extends @Nullable Object> T await(final Future<T> future) throws InterruptedException, ExecutionException {
    return OperationWaits.await(this, future);
  }

  @Override
  default <T extends @Nullable Object> T interruptibly(final Callable<T> call) throws Exception {
    return OperationWaits.interruptibly(this, call);
  }

  @Override
  default Registration onKill(final Consumer<KillCause> callback) {
    return OperationWaits.onKill(this, callback, operations().callbackExecutor);
  }

  @Override
  default Registration onKill(final Consumer<KillCause> callback, final Executor executor) {
    return OperationWaits.onKill(this, callback, Objects.requireNonNull(executor, "executor"));
  }

  // ---- cursors

  @Override
  default <T extends AutoCloseable> Cursor<T> openCursor(final T resource) {
    Objects.requireNonNull(resource, "resource");
    final Run run = requirePresent();
    final OperationState state = OperationState.of(run);
    return operations().cursorOpener().open(state, state.sessionOf(run), resource);
  }
}
