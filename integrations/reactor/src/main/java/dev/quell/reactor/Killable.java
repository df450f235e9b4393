package dev.quell.reactor;

import dev.quell.Operation;
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
 *     .transform(Killable.flux(context -> session.begin("orders").deadline(Duration.ofSeconds(5))));
 * }</pre>
 *
 * <ul>
 *   <li><b>Subscribing</b> begins the operation. What {@code begin} throws is the error of the subscription: a {@link
 *       dev.quell.ClosedCoreException} if the core is closed, for example. Nothing was subscribed to then.
 *   <li><b>A kill</b>, whatever made it happen, cancels what is upstream, ends the operation, and is then an error
 *       downstream: an {@link dev.quell.OperationKilledException}. It waits for no element, and there is no signal
 *       after it. What upstream throws from then on is suppressed in that exception.
 *   <li><b>Completion, an error and a cancel</b> of the subscription end the operation. A cancel is no kill: work that
 *       cannot be cancelled goes on, and its poll then throws {@link IllegalStateException}. An error that comes from
 *       upstream after the kill, but before the kill is here, is the cause of an {@code OperationKilledException}.
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
 * and two atomic steps for each element. Operators are not fused across this one.
 */
public final class Killable {
  private Killable() {}

  /**
   * Makes each subscription of a Flux an operation. For {@link Flux#transform}.
   *
   * @param <T> the type of the elements
   * @param begin called by each subscription with the context of the subscriber, which may know the session; returns an
   *     operation that runs, and that nobody else ends
   * @return makes a Flux with the same elements
   */
  public static <T> UnaryOperator<Flux<T>> flux(final Function<? super ContextView, ? extends Operation> begin) {
    Objects.requireNonNull(begin, "begin");
    return source -> new KillableFlux<>(Objects.requireNonNull(source, "source"), begin);
  }

  /**
   * Makes each subscription of a Mono an operation. For {@link Mono#transform}.
   *
   * @param <T> the type of the element
   * @param begin called by each subscription with the context of the subscriber, which may know the session; returns an
   *     operation that runs, and that nobody else ends
   * @return makes a Mono with the same element
   */
  public static <T> UnaryOperator<Mono<T>> mono(final Function<? super ContextView, ? extends Operation> begin) {
    Objects.requireNonNull(begin, "begin");
    return source -> new KillableMono<>(Objects.requireNonNull(source, "source"), begin);
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
