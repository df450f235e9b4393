package dev.quell.internal.waits;

import dev.quell.KillCause;
import dev.quell.internal.claim.Claims;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A callback of the host for the kill of one run, and where it runs. */
public final class KillCallback implements WaitList.Waiter {
  private final Claims claims;
  private final Consumer<KillCause> callback;
  private final @Nullable Executor executor; // null: the thread that tells it
  private final AtomicBoolean called = new AtomicBoolean();

  public KillCallback(final Claims claims, final Consumer<KillCause> callback, final @Nullable Executor executor) {
    this.claims = claims;
    this.callback = callback;
    this.executor = executor;
  }

  @Override
  public boolean isOfHost() {
    return true;
  }

  @Override
  public void killed(final KillCause cause) {
    if (executor == null) {
      call(cause);
      return;
    }
    try {
      executor.execute(() -> call(cause));
    } catch (final Throwable e) { // rejected: the core's own thread calls
      claims.services.report(e);
      claims.calls.later(() -> call(cause));
    }
  }

  private void call(final KillCause cause) {
    if (!called.compareAndSet(false, true)) { // atomic: an executor may run its task and reject it too
      return;
    }
    try {
      callback.accept(cause);
    } catch (final Throwable e) { // the host's code must not stop the kill
      claims.services.report(e);
    }
  }
}
