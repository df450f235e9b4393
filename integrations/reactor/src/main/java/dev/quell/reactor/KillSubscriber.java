package dev.quell.reactor;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
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
 * that. So signals never overlap, and nobody waits. The element of a Mono is its end.
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
  private final OperationRef run;
  private final boolean isMono;
  private final Context context;
  /** Keeps what is requested, and a cancel, until the source has subscribed. */
  private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();
  private @Nullable Subscription given;
  private volatile int state = INSIDE; // the subscription is the first signal
  private volatile @Nullable OperationKilledException failure;
  /** The kill that is not told downstream: downstream has cancelled. */
  private volatile @Nullable KillCause untold;

  private KillSubscriber(final CoreSubscriber<? super T> actual, final Operation operation, final boolean isMono) {
    this.actual = actual;
    this.operation = operation;
    this.isMono = isMono;
    run = operation.ref();
    context = actual.currentContext().put(Operation.class, operation).put(DROPPED, (Consumer<Throwable>) this::drop);
  }

  static <T> void subscribe(
      final CoreSubscriber<? super T> actual,
      final Function<? super ContextView, ? extends Operation> begin,
      final boolean isMono,
      final Consumer<CoreSubscriber<T>> source) {
    final KillSubscriber<T> subscriber;
    try {
      final Operation operation =
          Objects.requireNonNull(begin.apply(actual.currentContext()), "the operation that begin returned");
      subscriber = new KillSubscriber<>(actual, operation, isMono);
      operation.onKill(subscriber);
    } catch (final Throwable e) {
      Exceptions.throwIfFatal(e);
      Operators.error(actual, Operators.onOperatorError(e, actual.currentContext()));
      return;
    }
    subscriber.subscribe(source);
  }

  /** Downstream first: a source that blocks in its subscribe, or never answers, does not delay the error of a kill. */
  private void subscribe(final Consumer<CoreSubscriber<T>> source) {
    try {
      actual.onSubscribe(this);
    } catch (final Throwable e) { // Reactor signals it
      abandon();
      throw e;
    }
    leave();
    if (isOver()) {
      return;
    }
    try {
      source.accept(this);
    } catch (final Throwable e) {
      try {
        onError(Operators.onOperatorError(e, actual.currentContext()));
      } finally {
        abandon(); // if it is fatal
      }
    }
  }

  @Override
  public void onSubscribe(final Subscription s) {
    if (Operators.validate(given, s)) {
      given = s;
      upstream.set(s);
    }
  }

  @Override
  public void onNext(final T element) {
    if (isMono) {
      onlyElement(element);
      return;
    }
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

  private void onlyElement(final T element) {
    final boolean isEnd = end();
    if (!isEnd || operation.isKilled()) {
      Operators.onDiscard(element, actual.currentContext());
      if (isEnd) {
        fail();
      }
      return;
    }
    operation.close();
    actual.onNext(element);
    actual.onComplete();
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
    if (Operators.validate(n)) {
      upstream.request(n);
    }
  }

  @Override
  public void cancel() {
    if (end()) {
      run.kill(KillCode.CLIENT_DISCONNECT, "", ""); // for work that upstream cannot cancel
      untold = operation.killCause().orElse(null);
      stop();
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
    try {
      stop();
    } finally {
      actual.onError(killed);
    }
  }

  /** Ends the operation, even if upstream throws when it is cancelled. */
  private void stop() {
    try {
      upstream.cancel();
    } catch (final Throwable e) {
      drop(e);
      Exceptions.throwIfFatal(e);
    } finally {
      operation.close();
    }
  }

  private boolean isOver() {
    return (state & OVER) != 0;
  }

  private void abandon() {
    if (end()) {
      operation.close();
    }
  }

  /** Keeps an error that comes after the kill; leaves another one to whom it would have come to without this. */
  private void drop(final Throwable error) {
    final OperationKilledException killed = failure;
    if (error == killed || error instanceof OperationKilledException same && isOfTheKill(same)) {
      return;
    }
    if (killed == null) {
      Operators.onErrorDropped(error, actual.currentContext());
    } else {
      killed.addSuppressed(error);
    }
  }

  /** Whether that is how work upstream hears of the kill, or of the cancel. */
  private boolean isOfTheKill(final OperationKilledException error) {
    final OperationKilledException killed = failure;
    final KillCause known = killed == null ? untold : killed.killCause();
    final KillCause mine = known != null ? known : operation.killCause().orElse(null); // a cancel is at its kill
    return error.killCause().equals(mine);
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
      return isOver();
    }
    if (key == Attr.ERROR) {
      return failure;
    }
    if (key == Attr.RUN_STYLE) {
      return Attr.RunStyle.ASYNC;
    }
    return null;
  }
}
