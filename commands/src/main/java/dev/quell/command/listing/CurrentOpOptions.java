package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.BsonTypeNames;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Readers;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;

/** The options of {@code $currentOp} that make a difference here. */
record CurrentOpOptions(boolean allUsers, boolean idleCursors, boolean truncateOps, boolean idleConnections,
    boolean localOps) {
  /** Of the last four, localOps alone is of something that is there. */
  private static final List<String> NAMES = List.of(
      "allUsers", "idleCursors", "truncateOps", "idleConnections", "idleSessions", "localOps",
      "targetAllNodes", "backtrace");

  static CurrentOpOptions parse(final BsonValue options) {
    final BsonDocument document = StageOptions.require(options, CurrentOpStage.NAME);
    final boolean[] values = new boolean[NAMES.size()];
    int seen = 0;
    try (BsonReader reader = Readers.of(document)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String name = reader.readName();
        final int index = NAMES.indexOf(name);
        if (index < 0) {
          throw new CommandException(
              ErrorCode.FAILED_TO_PARSE, "Unrecognized option '" + Errors.echo(name) + "' in $currentOp stage.");
        }
        if ((seen & 1 << index) != 0) {
          throw Errors.duplicate(CurrentOpStage.NAME, name);
        }
        seen |= 1 << index;
        requireBoolean(reader, name);
        values[index] = reader.readBoolean();
      }
    }
    return new CurrentOpOptions(values[0], values[1], values[2], values[3], values[5]);
  }

  private static void requireBoolean(final BsonReader reader, final String name) {
    final BsonType type = reader.getCurrentBsonType();
    if (type != BsonType.BOOLEAN) {
      throw new CommandException(
          name.equals("allUsers") ? ErrorCode.TYPE_MISMATCH : ErrorCode.FAILED_TO_PARSE,
          "The '" + name + "' parameter of the $currentOp stage must be a boolean value, but found: "
              + BsonTypeNames.of(type));
    }
  }
}
