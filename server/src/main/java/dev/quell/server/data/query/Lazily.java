package dev.quell.server.data.query;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams of what is not yet computed. */
final class Lazily {
  private Lazily() {}

  /** A stream that asks for its source when the first element is wanted. */
  static <T> Stream<T> from(final Supplier<Iterator<T>> source) {
    return StreamSupport.stream(
        () -> Spliterators.spliteratorUnknownSize(source.get(), Spliterator.ORDERED), Spliterator.ORDERED, false);
  }

  /** A stream over what an iterator has left. */
  static <T> Stream<T> from(final Iterator<T> source) {
    return from(() -> source);
  }
}
