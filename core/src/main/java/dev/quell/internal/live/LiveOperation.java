package dev.quell.internal.live;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.OperationInfo;
import dev.quell.OperationKilledException;
import dev.quell.Registration;
import dev.quell.Session;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.OperationWord;
import dev.quell.internal.slots.Words;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An operation object: the host's for good, used for one run after another. This is the face it shows its user; {@link
 * OwnedRun} begins and ends its runs, {@link Run} is what other threads see of them.
 */
public final class LiveOperation extends OwnedRun implements Operation {
  public LiveOperation(final LiveContext context) {
    super(context);
  }

  @Override
  public Operation exempt(final boolean newExempt) {
    setExempt(newExempt);
    return this;
  }

  // ---- poll

  @Override
  public boolean isKilled() {
    // opaque: K1 asks that the kill is seen, and no more
    return (Words.getOpaqueWithin(words, index) & OperationWord.POLL_MASK) != ticket && cause() != null;
  }

  @Override
  public void check() {
    // opaque: as above
    if ((Words.getOpaqueWithin(words, index) & OperationWord.POLL_MASK) != ticket || ticket == 0) {
      checkSlow();
    }
  }

  private void checkSlow() {
    final KillCause cause = cause();
    if (cause != null) {
      throw new OperationKilledException(cause);
    }
    if (ticket == 0) {
      throw new IllegalStateException("operation is not running");
    }
  }

  @Override
  public Optional<KillCause> killCause() {
    return Optional.ofNullable(cause());
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
    return context.operationIds.idOf(this, words, index, ticket);
  }

  @Override
  public Optional<Session> session() {
    return session == Handle.NONE || ticket == 0 ? Optional.empty() : context.sessions().facade(session);
  }

  @Override
  public OperationInfo info() {
    requireRunning();
    final OperationEntry run = present();
    final OperationInfo info = run == null ? null : infoOf(run);
    if (info == null) {
      throw new IllegalStateException("operation is not running"); // another thread ended it meanwhile
    }
    return info;
  }

  @Override
  public boolean kill(final int code, final String reason, final String by) {
    requireRunning();
    final OperationEntry run = present();
    return run != null && context.killRun(run, code, reason, by); // null: its user ended it meanwhile
  }

  @Override
  public Operation deadline(final Duration fromNow) {
    requireRunning();
    setDeadline(Deadline.of(fromNow, clock)); // made first: if it is refused, the earlier one stays
    return this;
  }

  @Override
  public Operation thread(final Thread worker) {
    requireRunning();
    setThread(worker);
    return this;
  }

  void requireRunning() {
    if (ticket == 0) {
      throw new IllegalStateException("operation is not running");
    }
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
  public <T> T await(final Future<T> future) throws InterruptedException, ExecutionException {
    return OperationWaits.await(this, future);
  }

  @Override
  public <T> T interruptibly(final Callable<T> call) throws Exception {
    return OperationWaits.interruptibly(this, call);
  }

  @Override
  public Registration onKill(final Consumer<KillCause> callback) {
    return OperationWaits.onKill(this, callback);
  }
}
