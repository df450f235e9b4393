package dev.quell.grpc;

import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Session;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link KillInterceptor}. The last value set for each counts. Not thread-safe. */
public final class KillInterceptorBuilder {
  private final KillCore core;
  private @Nullable BiFunction<? super ServerCall<?, ?>, ? super Metadata, Session> session;
  private BiFunction<? super ServerCall<?, ?>, ? super Metadata, Labels> labels = (call, headers) -> Labels.none();
  private Executor executor = HandlerThreads.SHARED;

  KillInterceptorBuilder(final KillCore core) {
    this.core = core;
  }

  /**
   * Sets in which session a call runs, and thereby for which owner. Without it, calls run without a session: a kill
   * reaches them by their labels and ids.
   *
   * @param session called for each call, in the gRPC context of the call, with its headers: such as {@code (call,
   *     headers) -> core.session(UUID.fromString(required(headers, SESSION)), OWNER.get())}; a header may be missing.
   *     What it throws refuses the call: a {@link dev.quell.QuellException} with the status of its code, a {@link
   *     io.grpc.StatusRuntimeException} with its own, an {@link IllegalArgumentException} with {@code
   *     INVALID_ARGUMENT} and its message, and anything else as from a handler: {@code UNKNOWN}, and gRPC logs it
   * @return this builder
   */
  public KillInterceptorBuilder session(
      final BiFunction<? super ServerCall<?, ?>, ? super Metadata, Session> session) {
    this.session = Objects.requireNonNull(session, "session");
    return this;
  }

  /**
   * Sets what the operation of a call is labelled with; nothing by default.
   *
   * @param labels called for each call, in the gRPC context of the call, with its headers. What it throws refuses the
   *     call, as in {@link #session}
   * @return this builder
   */
  public KillInterceptorBuilder labels(final BiFunction<? super ServerCall<?, ?>, ? super Metadata, Labels> labels) {
    this.labels = Objects.requireNonNull(labels, "labels");
    return this;
  }

  /**
   * Sets where a kill cancels the context of a call and then calls the handler's {@code onCancel}; the client is
   * answered by then, or at the same time by the killing thread. If a callback of the handler is running, {@code
   * onCancel} follows it on its thread. By default, up to 16 daemon threads of the process do it; while handlers block
   * all of them, further ones wait.
   *
   * @param executor called by the killing thread, so {@code Runnable::run} lets a handler that blocks delay the answers
   *     to the other victims. If it throws, the core's error handler gets that, and a thread of the core's own does the
   *     work. A call whose task it takes and never runs ends only when gRPC ends it
   * @return this builder
   */
  public KillInterceptorBuilder executor(final Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Makes the interceptor. Later changes of this builder do not affect it.
   *
   * @return immutable; holds nothing that must be closed
   */
  public KillInterceptor build() {
    return new KillInterceptor(core, session, labels, executor);
  }
}
