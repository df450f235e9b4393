package dev.quell.server.dispatch;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/** The generic argument {@code maxTimeMS}. */
public final class TimeLimit {
  /** The field. */
  public static final String FIELD = "maxTimeMS";

  private TimeLimit() {}

  /**
   * The time that a command may take; empty if it has none, or zero, which means none.
   *
   * @throws CommandException with 14 if it is no number; with 2 if it is null, no whole number, negative or above
   *     2,147,483,647
   */
  public static Optional<Duration> of(final BsonDocument body) {
    final BsonValue value = body.get(FIELD);
    if (value == null) {
      return Optional.empty();
    }
    if (value.isNull()) {
      throw bad(FIELD + " must be a number");
    }
    if (!(value instanceof BsonNumber number)) {
      throw new CommandException(ErrorCode.TYPE_MISMATCH,
          "BSON field '" + body.getFirstKey() + '.' + FIELD + "' is the wrong type '"
              + TypeWord.of(value.getBsonType()) + "', expected types '[long, int, decimal, double]'");
    }
    final double millis = value.isDecimal128()
        ? value.asDecimal128().getValue().isNaN() || value.asDecimal128().getValue().isInfinite()
            ? Double.NaN : value.asDecimal128().doubleValue()
        : number.doubleValue();
    if (millis != Math.rint(millis) || Double.isInfinite(millis)) { // a NaN is not equal to itself
      throw bad(FIELD + " has non-integral value");
    }
    if (millis < 0 || millis > Integer.MAX_VALUE) {
      throw bad((long) millis + " value for " + FIELD + " is out of range [0, " + Integer.MAX_VALUE + "]");
    }
    return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) millis));
  }

  private static CommandException bad(final String problem) {
    return new CommandException(ErrorCode.BAD_VALUE, problem);
  }
}
