package dev.quell.stress.lincheck;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A call that does all it does at one moment.
 *
 * @param effect changes the books and answers the result
 * @param result what the call returned
 * @param done whether the moment is over
 */
record SingleStep(Function<Books, Object> effect, Object result, boolean done) implements Call {
  SingleStep(final Function<Books, Object> effect, final Object result) {
    this(effect, result, false);
  }

  @Override
  public void steps(final Books books, final BiConsumer<Books, Call> next) {
    if (!done) {
      final Books after = books.copy();
      if (effect.apply(after).equals(result)) {
        next.accept(after, new SingleStep(effect, result, true));
      }
    }
  }

  @Override
  public boolean mayReturn(final Books books) {
    return done;
  }
}
