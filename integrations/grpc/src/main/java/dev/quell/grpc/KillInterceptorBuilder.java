package dev.quell.grpc;

import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Session;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link KillInterceptor}. The last value set for each counts. Not thread-safe. */
public final class KillInterceptorBuilder {
  private final KillCore core;
  private @Nullable BiFunction<? super ServerCall<?, ?>, ? super Metadata, Session> session;
  private BiFunction<? super ServerCall<?, ?>, ? super Metadata, Labels> labels = (call, headers) -> Labels.none();

  KillInterceptorBuilder(final KillCore core) {
    this.core = core;
  }

  /**
   * Sets in which session a call runs, and thereby for which owner. Without it, calls run without a session: a kill
   * reaches them by their labels and ids.
   *
   * @param session called for each call, in the gRPC context of the call, with its headers: such as {@code (call,
   *     headers) -> core.session(UUID.fromString(headers.get(SESSION)), OWNER.get())}. What it throws refuses the call:
   *     a {@link dev.quell.QuellException} with the status of its code, a {@link io.grpc.StatusRuntimeException} with
   *     its own, and anything else as from a handler
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
   * Makes the interceptor. Later changes of this builder do not affect it.
   *
   * @return immutable; holds nothing that must be closed
   */
  public KillInterceptor build() {
    return new KillInterceptor(core, session, labels);
  }
}
