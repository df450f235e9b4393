package dev.quell.reactor;

import dev.quell.Operation;
import java.util.function.Function;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.util.context.ContextView;

/** A Mono of which each subscription is an operation. */
final class KillableMono<T> extends MonoOperator<T, T> {
  private final Function<? super ContextView, ? extends Operation> begin;

  KillableMono(final Mono<? extends T> source, final Function<? super ContextView, ? extends Operation> begin) {
    super(source);
    this.begin = begin;
  }

  @Override
  public void subscribe(final CoreSubscriber<? super T> actual) {
    KillSubscriber.<T>subscribe(actual, begin, true, source::subscribe);
  }
}
