package dev.quell.bench.run;

/** A job ended without a result. */
final class JobFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  JobFailedException(final String why) {
    super(why);
  }
}
