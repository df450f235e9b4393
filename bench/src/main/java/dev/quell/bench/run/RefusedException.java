package dev.quell.bench.run;

/** The run cannot be made, or not in this folder. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedException(final String why) {
    super(why);
  }
}
