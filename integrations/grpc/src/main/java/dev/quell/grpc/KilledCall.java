package dev.quell.grpc;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One call and its operation. gRPC wants the methods of a call, and the callbacks of its listener, one at a time. A
 * kill comes at any time: a {@link Gate} each sees to that.
 */
final class KilledCall<Q, P> extends SimpleForwardingServerCall<Q, P>
    implements Consumer<KillCause>, Context.CancellationListener {
  private final Operation operation;
  private final OperationRef run;
  private final Context outer = Context.current();
  private final Context.CancellableContext context;
  private final Gate sends = new Gate(false);
  private final Gate callbacks = new Gate(true); // the start of the call is the first one
  private ServerCall.Listener<Q> handler = new ServerCall.Listener<>() {};
  /** Whether gRPC closes the call, because its handler has failed. Guarded by {@link #sends}. */
  private boolean failed;

  private KilledCall(final ServerCall<Q, P> call, final Operation operation) {
    super(call);
    this.operation = operation;
    run = operation.ref();
    context = outer.withValue(KillInterceptor.OPERATION, operation).withCancellation();
  }

  static <Q, P> ServerCall.Listener<Q> start(
      final ServerCall<Q, P> call,
      final Operation operation,
      final Metadata headers,
      final ServerCallHandler<Q, P> next,
      final Executor executor) {
    final KilledCall<Q, P> its = new KilledCall<>(call, operation);
    its.begin(executor);
    final Context previous = its.context.attach();
    boolean started = false;
    try {
      if (!its.sends.isKilled()) {
        its.handler = Objects.requireNonNull(next.startCall(its, headers), "the listener of the handler");
      }
      started = true;
    } catch (final RuntimeException e) {
      its.failed(e);
      started = true;
    } finally {
      its.context.detach(previous);
      if (!started) {
        its.callbacks.shut(); // gRPC calls nobody back
        its.leaveToGrpc();
      }
      its.leaveCallback();
    }
    return new KilledListener<>(its);
  }

  private void begin(final Executor executor) {
    final Deadline deadline = outer.getDeadline();
    if (deadline != null) {
      operation.deadline(Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS))));
    }
    operation.onKill(this::answer);
    operation.onKill(this, executor);
    outer.addListener(this, Runnable::run);
  }

  // ---- kill

  /** The kill, on the executor. */
  @Override
  public void accept(final KillCause cause) {
    try {
      answer(cause); // if the killing thread has not done so yet
    } finally {
      cancelContext(cause);
      if (callbacks.kill()) {
        tell(this::cancelHandler);
      }
    }
  }

  /** Tells the client, on the killing thread. */
  private void answer(final KillCause cause) {
    if (sends.kill()) {
      closeFor(cause);
    }
  }

  private void closeFor(final KillCause cause) {
    try {
      synchronized (sends) {
        if (!failed) {
          delegate().close(Statuses.of(cause), Statuses.trailers(cause.code()));
        }
      }
    } finally {
      sends.leave();
    }
  }

  /** Leaves the close to gRPC, which is about to get the handler's failure; not while the kill closes. */
  private void leaveToGrpc() {
    synchronized (sends) {
      failed = true;
    }
  }

  private void cancelContext(final KillCause cause) {
    context.cancel(new OperationKilledException(cause));
  }

  private void cancelHandler() {
    operation.killCause().ifPresent(this::cancelContext); // before onCancel, in whichever order the two come
    handler.onCancel();
  }

  /**
   * The context of the call is cancelled. By gRPC: the client is gone, or the deadline has passed, or, without a cause,
   * another interceptor has failed and gRPC calls nobody back. Or by the host.
   */
  @Override
  public void cancelled(final Context cancelled) {
    if (callbacks.isShut()) {
      return; // that is how gRPC ends a call that is complete
    }
    final Throwable why = cancelled.cancellationCause();
    if (why == null) {
      run.kill(KillCode.INTERRUPTED, "the server cancelled the context of the call", "");
    } else {
      killForClient(why instanceof TimeoutException);
    }
  }

  private void killForClient(final boolean late) {
    final Deadline deadline = outer.getDeadline();
    final boolean isOver = late || deadline != null && deadline.isExpired();
    run.kill(isOver ? KillCode.MAX_TIME_MS_EXPIRED : KillCode.CLIENT_DISCONNECT, "", "");
  }

  /** @throws RuntimeException the failure, unless it is of the kill */
  private void failed(final RuntimeException failure) {
    final KillCause mine = operation.isKilled() ? operation.killCause().orElse(null) : null;
    if (mine == null || !Failures.areOf(mine, failure)) {
      throw failure;
    }
    accept(mine); // if the kill has not come to it yet
  }

  // ---- what gRPC tells the handler

  /** Calls the handler, unless a kill or the end has been told to it. */
  void callback(final Runnable what) {
    if (callbacks.enter()) {
      try {
        tell(what);
      } catch (final RuntimeException | Error e) {
        leaveToGrpc();
        throw e;
      }
    }
  }

  /** Calls the handler for the last time, unless a kill does. */
  void lastCallback(final boolean complete) {
    final boolean isLast = callbacks.enterLast();
    if (!complete) {
      killForClient(false); // gRPC may tell this before it cancels the context
    }
    if (isLast) {
      tell(() -> {
        if (complete && !sends.isKilled()) {
          handler.onComplete();
        } else {
          cancelHandler();
        }
      });
    }
  }

  ServerCall.Listener<Q> handler() {
    return handler;
  }

  private void tell(final Runnable what) {
    final Context previous = context.attach();
    try {
      what.run();
    } catch (final RuntimeException e) {
      failed(e);
    } finally {
      context.detach(previous);
      leaveCallback();
    }
  }

  private void leaveCallback() {
    if (callbacks.leave()) {
      tell(this::cancelHandler);
    } else if (callbacks.isOver()) {
      outer.removeListener(this);
      operation.close();
      context.cancel(null);
    }
  }

  // ---- what the handler tells gRPC

  @Override
  public void sendMessage(final P message) {
    if (sends.enter()) {
      try {
        super.sendMessage(message);
      } finally {
        leaveSends();
      }
    } else if (sends.isKilled()) {
      operation.check();
    } else {
      super.sendMessage(message); // the handler has closed the call: gRPC says what is wrong
    }
  }

  @Override
  public void request(final int messages) {
    send(() -> super.request(messages));
  }

  @Override
  public void sendHeaders(final Metadata headers) {
    send(() -> super.sendHeaders(headers));
  }

  @Override
  public void setCompression(final String compressor) {
    send(() -> super.setCompression(compressor));
  }

  @Override
  public void setMessageCompression(final boolean enabled) {
    send(() -> super.setMessageCompression(enabled));
  }

  @Override
  public void setOnReadyThreshold(final int bytes) {
    send(() -> super.setOnReadyThreshold(bytes));
  }

  @Override
  public void close(final Status status, final Metadata trailers) {
    if (sends.enterLast()) {
      try {
        super.close(status, trailers);
      } finally {
        leaveSends();
      }
    } else if (!sends.isKilled()) {
      super.close(status, trailers); // twice: gRPC says what is wrong
    }
  }

  /** Tells gRPC, unless a kill has closed the call. */
  private void send(final Runnable what) {
    if (sends.enter()) {
      try {
        what.run();
      } finally {
        leaveSends();
      }
    } else if (!sends.isKilled()) {
      what.run();
    }
  }

  private void leaveSends() {
    if (sends.leave()) {
      closeFor(operation.killCause().orElseThrow());
    }
  }

  @Override
  public boolean isCancelled() {
    return sends.isKilled() || super.isCancelled();
  }

  @Override
  public boolean isReady() {
    return !sends.isKilled() && super.isReady();
  }
}
