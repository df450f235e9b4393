package dev.quell.reactor;

import dev.quell.KillCause;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One subscription, and its operation. The state decides which end is the one: who sets {@link #OVER} signals it. While
 * a signal is being passed on, a kill only leaves its mark, and the thread that passes the signal on sees to it after
 * that. So signals never overlap, and nobody waits.
 */
final class KillSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable, Consumer<KillCause> {
  private static final int KILLED = 1;
  private static final int OVER = 2;
  /** Counts the signals that are being passed on: of a publisher that keeps to the rules, one at most. */
  private static final int INSIDE = 4;

  /** Where Reactor looks for the hook of a subscription that gets what cannot be signalled any more. */
  private static final String DROPPED = "reactor.onErrorDropped.local";

  @SuppressWarnings("rawtypes")
  private static final AtomicIntegerFieldUpdater<KillSubscriber> STATE =
      AtomicIntegerFieldUpdater.newUpdater(KillSubscriber.class, "state");

  private final CoreSubscriber<? super T> actual;
  private final Operation operation;
  private final Context context;
  /** Keeps what is requested until the subscription was passed on. */
  private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();
  private @Nullable Subscription given;
  private volatile int state = INSIDE; // the subscription is the first signal
  private volatile @Nullable OperationKilledException failure;

  private KillSubscriber(final CoreSubscriber<? super T> actual, final Operation operation) {
    this.actual = actual;
    this.operation = operation;
    context = actual.currentContext().put(Operation.class, operation).put(DROPPED, (Consumer<Throwable>) this::drop);
  }

  static <T> void subscribe(
      final CoreSubscriber<? super T> actual,
      final Function<? super ContextView, ? extends Operation> begin,
      final Consumer<CoreSubscriber<T>> source) {
    final KillSubscriber<T> subscriber;
    try {
      final Operation operation =
          Objects.requireNonNull(begin.apply(actual.currentContext()), "the operation that begin returned");
      subscriber = new KillSubscriber<>(actual, operation);
      operation.onKill(subscriber);
    } catch (final Throwable e) {
      Exceptions.throwIfFatal(e);
      Operators.error(actual, Operators.onOperatorError(e, actual.currentContext()));
      return;
    }
    try {
      source.accept(subscriber);
    } catch (final Throwable e) { // Reactor signals it
      subscriber.abandon();
      throw e;
    }
  }

  @Override
  public void onSubscribe(final Subscription s) {
    if (!Operators.validate(given, s)) {
      return;
    }
    given = s;
    try {
      actual.onSubscribe(this);
    } catch (final Throwable e) {
      abandon();
      s.cancel();
      throw e;
    }
    leave();
    upstream.set(s);
  }

  @Override
  public void onNext(final T element) {
    if (!enter()) {
      Operators.onDiscard(element, actual.currentContext());
      return;
    }
    try {
      if (operation.isKilled()) {
        STATE.getAndUpdate(this, seen -> seen | KILLED);
        Operators.onDiscard(element, actual.currentContext());
      } else {
        actual.onNext(element);
      }
    } finally {
      leave();
    }
  }

  @Override
  public void onError(final Throwable error) {
    if (!end()) {
      drop(error);
      return;
    }
    final Throwable told =
        operation.isKilled() && !(error instanceof OperationKilledException) ? operation.killed(error) : error;
    operation.close();
    actual.onError(told);
  }

  @Override
  public void onComplete() {
    if (end()) {
      operation.close();
      actual.onComplete();
    }
  }

  @Override
  public void request(final long n) {
    upstream.request(n);
  }

  @Override
  public void cancel() {
    if (end()) {
      upstream.cancel();
      operation.close();
    }
  }

  /** The kill, on whatever thread. */
  @Override
  public void accept(final KillCause cause) {
    while (true) {
      final int seen = state;
      if ((seen & OVER) != 0) {
        return;
      }
      if (seen >= INSIDE) {
        if (STATE.compareAndSet(this, seen, seen | KILLED)) {
          return;
        }
      } else if (STATE.compareAndSet(this, seen, KILLED | OVER)) {
        fail();
        return;
      }
    }
  }

  /** @return false if all is over */
  private boolean enter() {
    while (true) {
      final int seen = state;
      if ((seen & OVER) != 0) {
        return false;
      }
      if (STATE.compareAndSet(this, seen, seen + INSIDE)) {
        return true;
      }
    }
  }

  /** A signal was passed on. If a kill came meanwhile, it is next. */
  private void leave() {
    while (true) {
      final int seen = state;
      final int next = seen - INSIDE;
      if (next == KILLED) {
        if (STATE.compareAndSet(this, seen, KILLED | OVER)) {
          fail();
          return;
        }
      } else if (STATE.compareAndSet(this, seen, next)) {
        return;
      }
    }
  }

  /** @return whether this is the end that counts */
  private boolean end() {
    return (STATE.getAndUpdate(this, seen -> seen | OVER) & OVER) == 0;
  }

  private void fail() {
    final OperationKilledException killed = new OperationKilledException(operation.killCause().orElseThrow());
    failure = killed;
    upstream.cancel();
    operation.close();
    actual.onError(killed);
  }

  private void abandon() {
    if (end()) {
      operation.close();
    }
  }

  /** Keeps an error that comes after the kill; leaves another one to whom it would have come to without this. */
  private void drop(final Throwable error) {
    final OperationKilledException killed = failure;
    if (killed == null) {
      Operators.onErrorDropped(error, actual.currentContext());
    } else if (error != killed
        && !(error instanceof OperationKilledException same && same.killCause().equals(killed.killCause()))) {
      killed.addSuppressed(error);
    }
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  @SuppressWarnings("rawtypes") // as declared
  public @Nullable Object scanUnsafe(final Attr key) {
    if (key == Attr.PARENT) {
      return given;
    }
    if (key == Attr.ACTUAL) {
      return actual;
    }
    if (key == Attr.TERMINATED) {
      return (state & OVER) != 0;
    }
    if (key == Attr.ERROR) {
      return failure;
    }
    if (key == Attr.RUN_STYLE) {
      return Attr.RunStyle.SYNC;
    }
    return null;
  }
}
