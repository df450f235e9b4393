package dev.quell.command.read;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * How much one command may carry, so that a hostile one costs little.
 *
 * @param patterns elements of a list of patterns, and of the users or roles of a pattern
 * @param sessions elements of a list of sessions
 * @param bytes of a whole command, as far as it comes as bytes
 */
public record Limits(int patterns, int sessions, int bytes) {
  /** How deep the documents and arrays of a command may be nested, where they are looked into. */
  public static final int NESTING = 100;
  /** What fits in a message of a real client. */
  public static final Limits DEFAULT = new Limits(10_000, 100_000, 16 * 1024 * 1024 + 16 * 1024);

  /** Refuses a command of too many bytes. */
  public void check(final BsonDocument command) {
    if (command instanceof RawBsonDocument raw && raw.getByteLength() > bytes) {
      throw new CommandException(
          ErrorCode.BSON_OBJECT_TOO_LARGE,
          "BSONObj size: " + raw.getByteLength() + " is invalid. Size must be between 0 and " + bytes);
    }
  }

  /** Refuses what is nested too deeply. */
  public static CommandException tooDeep(final String path) {
    return new CommandException(
        ErrorCode.OVERFLOW, "BSON field '" + path + "' exceeds the maximum nested object depth: " + NESTING);
  }
}
