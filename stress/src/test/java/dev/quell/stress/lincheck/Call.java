package dev.quell.stress.lincheck;

import java.util.function.BiConsumer;

/**
 * A call under way, as it looks in the books: what it may do next, and whether it may return what it did return.
 * Immutable.
 */
interface Call {
  /** The call, having seen the books as they are now; asked at its start and after each step of any call. */
  default Call seeing(final Books books) {
    return this;
  }

  /** Shows each way to go on by one step: the books after it, which are new ones, and the call. */
  void steps(Books books, BiConsumer<Books, Call> next);

  /** Whether it may return now, with the result that it had. */
  boolean mayReturn(Books books);
}
