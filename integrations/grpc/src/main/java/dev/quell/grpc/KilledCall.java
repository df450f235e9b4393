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
  private volatile boolean clientGone;

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
      final ServerCallHandler<Q, P> next) {
    final KilledCall<Q, P> its = new KilledCall<>(call, operation);
    its.begin();
    final Context previous = its.context.attach();
    boolean started = false;
    try {
      if (!its.sends.isKilled()) {
        its.handler = next.startCall(its, headers);
      }
      started = true;
    } catch (final RuntimeException e) {
      its.failed(e);
      started = true;
    } finally {
      its.context.detach(previous);
      if (!started) {
        its.callbacks.shut(); // gRPC closes the call, and calls nobody back
      }
      its.leaveCallback();
    }
    return new KilledListener<>(its);
  }

  private void begin() {
    final Deadline deadline = outer.getDeadline();
    if (deadline != null) {
      operation.deadline(Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS))));
    }
    operation.onKill(this);
    outer.addListener(this, Runnable::run);
  }

  // ---- kill

  /** The kill, on whatever thread. */
  @Override
  public void accept(final KillCause cause) {
    if (sends.kill()) {
      closeFor(cause);
    }
    context.cancel(new OperationKilledException(cause));
    if (!clientGone && callbacks.kill()) { // if it has gone, gRPC cancels the handler
      cancelHandler();
    }
  }

  private void closeFor(final KillCause cause) {
    try {
      delegate().close(Statuses.of(cause), Statuses.trailers(cause.code()));
    } finally {
      sends.leave();
    }
  }

  private void cancelHandler() {
    tell(handler::onCancel);
  }

  /** gRPC has cancelled the context: the client is gone, or the deadline has passed; or the host has cancelled it. */
  @Override
  public void cancelled(final Context cancelled) {
    if (!callbacks.isShut()) { // else that is how gRPC ends a call that is complete
      killForClient(cancelled.cancellationCause() instanceof TimeoutException);
    }
  }

  private void killForClient(final boolean late) {
    clientGone = true;
    final Deadline deadline = outer.getDeadline();
    final boolean isOver = late || deadline != null && deadline.isExpired();
    run.kill(isOver ? KillCode.MAX_TIME_MS_EXPIRED : KillCode.CLIENT_DISCONNECT, "", "");
  }

  /** Whether the handler failed because it was killed. */
  private boolean isOfTheKill(final Throwable failure) {
    final KillCause mine = operation.isKilled() ? operation.killCause().orElse(null) : null;
    for (Throwable cause = failure; mine != null && cause != null; cause = cause.getCause()) {
      if (cause instanceof OperationKilledException killed && mine.equals(killed.killCause())) {
        return true;
      }
    }
    return false;
  }

  /** @throws RuntimeException the failure, unless it is of the kill */
  private void failed(final RuntimeException failure) {
    if (!isOfTheKill(failure)) {
      throw failure;
    }
    operation.killCause().ifPresent(this); // if the kill has not come to it yet
  }

  // ---- what gRPC tells the handler

  /** Calls the handler, unless a kill or the end has been told to it. */
  void callback(final Runnable what) {
    if (callbacks.enter()) {
      tell(what);
    }
  }

  /** Calls the handler for the last time, unless a kill does. */
  void lastCallback(final boolean complete) {
    if (!complete) {
      killForClient(false); // gRPC may tell this before it cancels the context
    }
    if (callbacks.enterLast()) {
      tell(() -> {
        if (complete && !sends.isKilled()) {
          handler.onComplete();
        } else {
          handler.onCancel();
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
      cancelHandler();
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
