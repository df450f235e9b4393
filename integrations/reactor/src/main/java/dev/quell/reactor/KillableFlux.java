package dev.quell.reactor;

import dev.quell.Operation;
import java.util.function.Function;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.util.context.ContextView;

/** A Flux of which each subscription is an operation. */
final class KillableFlux<T> extends FluxOperator<T, T> {
  private final Function<? super ContextView, ? extends Operation> begin;

  KillableFlux(final Flux<? extends T> source, final Function<? super ContextView, ? extends Operation> begin) {
    super(source);
    this.begin = begin;
  }

  @Override
  public void subscribe(final CoreSubscriber<? super T> actual) {
    KillSubscriber.<T>subscribe(actual, begin, false, source::subscribe);
  }
}
