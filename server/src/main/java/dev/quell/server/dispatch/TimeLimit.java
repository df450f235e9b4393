package dev.quell.server.dispatch;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/** The generic argument {@code maxTimeMS}. */
final class TimeLimit {
  private static final String FIELD = "maxTimeMS";

  private TimeLimit() {}

  /**
   * The time that a command may take; empty if it has none, or zero, which means none.
   *
   * @throws CommandException with 14 if it is no number, 9 if no whole one, 2 if negative or above 2,147,483,647
   */
  static Optional<Duration> of(final BsonDocument body) {
    final BsonValue value = body.get(FIELD);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof BsonNumber) && !value.isDecimal128()) {
      throw new CommandException(ErrorCode.TYPE_MISMATCH, "BSON field '" + FIELD + "' is the wrong type '"
          + TypeWord.of(value.getBsonType()) + "', expected types '[long, int, decimal, double]'");
    }
    final double millis = value.isDecimal128()
        ? value.asDecimal128().getValue().isNaN() || value.asDecimal128().getValue().isInfinite()
            ? Double.NaN : value.asDecimal128().doubleValue()
        : ((BsonNumber) value).doubleValue();
    if (millis != Math.rint(millis) || Double.isInfinite(millis)) { // a NaN is not equal to itself
      throw new CommandException(ErrorCode.FAILED_TO_PARSE, FIELD + " has non-integral value");
    }
    if (millis < 0 || millis > Integer.MAX_VALUE) {
      throw new CommandException(ErrorCode.BAD_VALUE, (long) millis + " value for " + FIELD + " is out of range");
    }
    return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) millis));
  }
}
