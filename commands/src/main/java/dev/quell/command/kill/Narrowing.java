package dev.quell.command.kill;

import dev.quell.KillRequest;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Values;
import java.time.Duration;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/**
 * What a kill command spares in the sessions that match: {@code minRunningMs} and {@code only}, which are Quell's own.
 * For one command.
 */
final class Narrowing {
  private static final String MIN_RUNNING = "minRunningMs";
  private static final String ONLY = "only";
  private static final String OPERATIONS = "operations";
  private static final String CURSORS = "cursors";

  private final KillTarget target;
  private @Nullable Duration minRunning;
  private @Nullable String only;

  Narrowing(final KillTarget target) {
    this.target = target;
  }

  /** Takes the field at whose value the reader stands, if it is one of the two. */
  boolean take(final String field, final BsonReader reader) {
    if (field.equals(MIN_RUNNING)) {
      refuseSecond(minRunning != null, field);
      minRunning = Duration.ofMillis(Values.wholeNumber(reader, path(MIN_RUNNING)));
      return true;
    }
    if (field.equals(ONLY)) {
      refuseSecond(only != null, field);
      only = kind(reader);
      return true;
    }
    return false;
  }

  private String kind(final BsonReader reader) {
    Values.require(reader, BsonType.STRING, path(ONLY));
    final String kind = reader.readString();
    if (!kind.equals(OPERATIONS) && !kind.equals(CURSORS)) {
      throw Errors.notInEnumeration(path(ONLY), kind);
    }
    return kind;
  }

  private String path(final String field) {
    return target.struct() + '.' + field;
  }

  private void refuseSecond(final boolean seen, final String field) {
    if (seen) {
      throw Errors.duplicate(target.struct(), field);
    }
  }

  /** The request, narrowed. */
  KillRequest narrow(final KillRequest request) {
    if (CURSORS.equals(only)) {
      if (minRunning != null) {
        throw new CommandException(
            ErrorCode.INVALID_OPTIONS,
            "Cannot use '" + MIN_RUNNING + "' together with '" + ONLY + ": \"" + CURSORS + "\"'");
      }
      return request.cursorsOnly();
    }
    final KillRequest narrowed = only == null ? request : request.operationsOnly();
    return minRunning == null ? narrowed : narrowed.runningFor(minRunning);
  }
}
