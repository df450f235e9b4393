package dev.quell.reactor;

import dev.quell.Operation;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Makes each subscription of a {@link Flux} or {@link Mono} an operation.
 *
 * <pre>{@code
 * Flux<Order> orders = client.query(sql)
 *     .transform(Killable.flux(context -> session.begin("orders"), Duration.ofSeconds(5)));
 * }</pre>
 *
 * <ul>
 *   <li><b>Subscribing</b> begins the operation. What {@code begin} throws is the error of the subscription: a {@link
 *       dev.quell.ClosedCoreException} if the core is closed, for example. Nothing was subscribed to then. The same
 *       holds if the operation was killed, or downstream has cancelled, before the source was subscribed to.
 *   <li><b>A kill</b>, whatever made it happen, cancels what is upstream, ends the operation, and is then an error
 *       downstream: an {@link dev.quell.OperationKilledException}. It waits for no element, nor for a source that
 *       blocks in its {@code subscribe}, and there is no signal after it. What upstream throws from then on, or in its
 *       cancel, is suppressed in that exception. An error that comes from upstream after the kill, but before the kill
 *       is here, is the cause of an {@code OperationKilledException}.
 *   <li><b>Completion and an error</b> end the operation. The element of a Mono is its completion: downstream gets both
 *       at once, the operation ends before that, and later kills come too late.
 *   <li><b>A cancel</b> of the subscription, by {@code take} or {@code timeout} too, kills the operation with {@link
 *       dev.quell.KillCode#CLIENT_DISCONNECT} and ends it. So work that cannot be cancelled stops at its next poll or
 *       wait. That counts as a kill with that code, in the telemetry too. Downstream hears nothing of it.
 *   <li><b>{@code retry}</b> downstream subscribes again after a kill, so it begins a new operation, which runs. Leave
 *       kills out: {@code retryWhen(Retry.max(3).filter(e -> !(e instanceof OperationKilledException)))}.
 *   <li><b>Upstream</b>, the operation is in the Reactor context: {@link #operation}. Work that blocks there polls it,
 *       or waits through it.
 * </ul>
 *
 * <p>Several kinds of end may come at once. Downstream sees exactly one of them, in the order that the Reactive Streams
 * rules ask for; if it is not the kill, the kill came too late.
 *
 * <p><b>Threads:</b> the error of a kill is signalled by the thread that emits an element just then; otherwise by the
 * killing thread, or where {@link dev.quell.KillCoreBuilder#callbackExecutor} says. So what is downstream may delay the
 * return of the kill, unless that is set or {@code publishOn} is next. <b>Progress:</b> lock-free. <b>Cost:</b> a poll
 * and two atomic steps for each element; a kill for each cancel. Operators are not fused across this one.
 */
public final class Killable {
  private Killable() {}

  /**
   * Makes each subscription of a Flux an operation. For {@link Flux#transform}.
   *
   * @param <T> the type of the elements
   * @param begin called by each subscription with the context of the subscriber, which may know the session; returns an
   *     operation that runs, and that nobody else ends. If it throws, it has to end what it began
   * @return makes a Flux with the same elements
   */
  public static <T> UnaryOperator<Flux<T>> flux(final Function<? super ContextView, ? extends Operation> begin) {
    Objects.requireNonNull(begin, "begin");
    return source -> new KillableFlux<>(Objects.requireNonNull(source, "source"), begin);
  }

  /**
   * Makes each subscription of a Flux an operation with a time limit. Unlike {@link Operation#deadline} it takes one
   * that is over already.
   *
   * @param <T> the type of the elements
   * @param begin as in {@link #flux(Function)}
   * @param limit from each subscription on; zero or negative: the time is over, and the operation is killed at once
   * @return makes a Flux with the same elements
   */
  public static <T> UnaryOperator<Flux<T>> flux(
      final Function<? super ContextView, ? extends Operation> begin, final Duration limit) {
    return flux(limited(begin, limit));
  }

  /**
   * Makes each subscription of a Mono an operation. For {@link Mono#transform}.
   *
   * @param <T> the type of the element
   * @param begin called by each subscription with the context of the subscriber, which may know the session; returns an
   *     operation that runs, and that nobody else ends. If it throws, it has to end what it began
   * @return makes a Mono with the same element
   */
  public static <T> UnaryOperator<Mono<T>> mono(final Function<? super ContextView, ? extends Operation> begin) {
    Objects.requireNonNull(begin, "begin");
    return source -> new KillableMono<>(Objects.requireNonNull(source, "source"), begin);
  }

  /**
   * Makes each subscription of a Mono an operation with a time limit. Unlike {@link Operation#deadline} it takes one
   * that is over already.
   *
   * @param <T> the type of the element
   * @param begin as in {@link #mono(Function)}
   * @param limit from each subscription on; zero or negative: the time is over, and the operation is killed at once
   * @return makes a Mono with the same element
   */
  public static <T> UnaryOperator<Mono<T>> mono(
      final Function<? super ContextView, ? extends Operation> begin, final Duration limit) {
    return mono(limited(begin, limit));
  }

  private static Function<ContextView, Operation> limited(
      final Function<? super ContextView, ? extends Operation> begin, final Duration limit) {
    Objects.requireNonNull(begin, "begin");
    final Duration fromNow = Objects.requireNonNull(limit, "limit").isNegative() ? Duration.ZERO : limit;
    return context -> Objects.requireNonNull(begin.apply(context), "the operation that begin returned")
        .deadline(fromNow);
  }

  /**
   * The operation of the subscription, upstream of {@link #flux} or {@link #mono}: for {@code deferContextual}, {@code
   * handle} and the like. Its key in the context is {@code Operation.class}.
   *
   * @param context the Reactor context
   * @return the innermost; empty if there is none
   */
  public static Optional<Operation> operation(final ContextView context) {
    return Objects.requireNonNull(context, "context").getOrEmpty(Operation.class);
  }
}
