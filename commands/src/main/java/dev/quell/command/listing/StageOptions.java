package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.BsonTypeNames;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** The rules that all stages of this package share. */
final class StageOptions {
  private StageOptions() {}

  /** The options as a document. */
  static BsonDocument require(final BsonValue options, final String stage) {
    if (!options.isDocument()) {
      throw new CommandException(
          ErrorCode.TYPE_MISMATCH,
          stage + " options must be specified in an object, but found: " + BsonTypeNames.of(options.getBsonType()));
    }
    return options.asDocument();
  }

  /** Refuses a pipeline that reads a collection, or whatever else is not {@code {aggregate: 1}}. */
  static void requireNoCollection(final BsonValue target, final String stage) {
    if (!target.isNumber() || target.asNumber().doubleValue() != 1) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE, stage + " must be run against a database with {aggregate: 1}, not a collection");
    }
  }
}
