package dev.quell.grpc;

import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.QuellException;
import dev.quell.Session;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call of a gRPC server an operation.
 *
 * <pre>{@code
 * ServerInterceptor kills = KillInterceptor.builder(core)
 *     .session((call, headers) -> core.session(UUID.fromString(required(headers, SESSION)), OWNER.get()))
 *     .labels((call, headers) -> Labels.of("app", required(headers, APP)))
 *     .build();
 * Server server = NettyServerBuilder.forPort(port).addService(orders).intercept(kills).intercept(login).build();
 *
 * // in a handler
 * Operation op = KillInterceptor.OPERATION.get();
 * while (rows.next()) { op.check(); observer.onNext(rows.row()); }
 *
 * // what a client must send
 * static String required(Metadata headers, Metadata.Key<String> key) {
 *   String value = headers.get(key);
 *   if (value == null) {
 *     throw Status.INVALID_ARGUMENT.withDescription("no header " + key.name()).asRuntimeException();
 *   }
 *   return value;
 * }
 * }</pre>
 *
 * <p><b>A kill</b>, whatever made it happen, closes the call at once: the client does not wait for the handler. The
 * handler's {@link Context} is cancelled, and with it the calls that it makes from there. To the handler the call is
 * cancelled: {@code isCancelled} says so, {@code onCancel} is called as soon as no other callback runs, and to send a
 * message throws the {@link dev.quell.OperationKilledException}. The handler may let that, or an exception that it
 * caused, out; gRPC does not see it. A kill that comes after the handler has closed the call is too late for the
 * client.
 *
 * <table>
 * <caption>What the client gets</caption>
 * <tr><th>code of the kill</th><th>status</th></tr>
 * <tr><td>{@link dev.quell.KillCode#MAX_TIME_MS_EXPIRED}</td><td>{@code DEADLINE_EXCEEDED}</td></tr>
 * <tr><td>{@link dev.quell.KillCode#INTERRUPTED_AT_SHUTDOWN}</td><td>{@code UNAVAILABLE}</td></tr>
 * <tr><td>any other</td><td>{@code CANCELLED}</td></tr>
 * </table>
 *
 * <p>The description is the text of the kill with its reason and killer, of which no more is sent than clients take by
 * default. The trailer {@link #CODE} has the code. A call that cannot begin is refused: with {@code UNAVAILABLE} if the
 * core is closed, with {@code RESOURCE_EXHAUSTED} at a limit, and with {@code ABORTED} if the session has ended.
 *
 * <p><b>The client</b>: if it cancels the call or disconnects, the operation is killed with {@link
 * dev.quell.KillCode#CLIENT_DISCONNECT}, even while a handler blocks. gRPC reports some failures of the server in the
 * same way, such as an answer that cannot be serialised: they have this code, too. If the context of the call is
 * cancelled without a cause, as gRPC does when another interceptor fails, the code is {@link
 * dev.quell.KillCode#INTERRUPTED}. <b>The deadline</b> of the call is that of the
 * operation. The client watches it too, and may be the first to cancel.
 *
 * <p><b>The operation</b> ends after the last callback of the call: a handler that blocks in one keeps it running. Work
 * that goes on elsewhere after the call is over has to be a {@link Operation#child} to be known until its own end. The
 * handler does not end the operation.
 *
 * <p><b>Order:</b> the interceptor that is added last is called first. Add one that authenticates after this one, so
 * that its context is there when {@link KillInterceptorBuilder#session} is called.
 *
 * <p><b>Threads:</b> any. The killing thread closes the call, or {@link dev.quell.KillCoreBuilder#callbackExecutor}
 * does. The context is cancelled, and {@code onCancel} called, where {@link KillInterceptorBuilder#executor} says, or
 * after the callback that is running. <b>Progress:</b> lock-free, except that a handler's own failure waits while a
 * kill closes the call. <b>Cost:</b>
 * some small objects for each call, and two atomic steps for each message and callback.
 */
public final class KillInterceptor implements ServerInterceptor {
  /** The operation of the call, for its handler and for what the handler calls in the same context. */
  public static final Context.Key<Operation> OPERATION = Context.key("dev.quell.operation");

  /**
   * The code of the kill or the refusal, in the trailers: see {@link dev.quell.KillCode}. A client reads zero from what
   * is not a number.
   */
  public static final Metadata.Key<Integer> CODE = Metadata.Key.of("quell-code", Statuses.CODE_TEXT);

  private final KillCore core;
  private final @Nullable BiFunction<? super ServerCall<?, ?>, ? super Metadata, Session> session;
  private final BiFunction<? super ServerCall<?, ?>, ? super Metadata, Labels> labels;
  private final Executor executor;

  KillInterceptor(
      final KillCore core,
      final @Nullable BiFunction<? super ServerCall<?, ?>, ? super Metadata, Session> session,
      final BiFunction<? super ServerCall<?, ?>, ? super Metadata, Labels> labels,
      final Executor executor) {
    this.core = core;
    this.session = session;
    this.labels = labels;
    this.executor = executor;
  }

  /**
   * Starts the configuration of an interceptor.
   *
   * @param core where the operations run; it may be closed before the server is
   * @return a new builder
   */
  public static KillInterceptorBuilder builder(final KillCore core) {
    return new KillInterceptorBuilder(Objects.requireNonNull(core, "core"));
  }

  /** Begins the operation and hands the call on; gRPC calls this. */
  @Override
  public <Q, P> ServerCall.Listener<Q> interceptCall(
      final ServerCall<Q, P> call, final Metadata headers, final ServerCallHandler<Q, P> next) {
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(next, "next");
    final Operation operation;
    try {
      operation = begin(call, headers);
    } catch (final QuellException e) {
      call.close(Statuses.of(e), Statuses.trailers(e.code()));
      return new ServerCall.Listener<>() {};
    } catch (final StatusRuntimeException e) {
      final Metadata trailers = e.getTrailers();
      call.close(e.getStatus(), trailers == null ? new Metadata() : trailers);
      return new ServerCall.Listener<>() {};
    }
    return KilledCall.start(call, operation, headers, next, executor);
  }

  private Operation begin(final ServerCall<?, ?> call, final Metadata headers) {
    final String name = call.getMethodDescriptor().getFullMethodName();
    final Session its = session == null ? null : given(session, call, headers, "the session");
    final Labels marks = given(labels, call, headers, "the labels");
    final Operation operation = core.operation().labels(marks);
    return its == null ? core.begin(operation, name) : its.begin(operation, name);
  }

  private static <T> T given(
      final BiFunction<? super ServerCall<?, ?>, ? super Metadata, T> function,
      final ServerCall<?, ?> call,
      final Metadata headers,
      final String what) {
    try {
      return Objects.requireNonNull(function.apply(call, headers), what);
    } catch (final IllegalArgumentException e) {
      throw Statuses.of(e).asRuntimeException();
    }
  }
}
