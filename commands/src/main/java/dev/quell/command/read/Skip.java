package dev.quell.command.read;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.BitSet;
import org.bson.BsonReader;
import org.bson.BsonType;

/** Passes over values. */
public final class Skip {
  private Skip() {}

  /** Passes over the value at which the reader stands, however large, without looking into it. */
  public static void value(final BsonReader reader) {
    try {
      reader.skipValue();
    } catch (final IllegalArgumentException e) { // a length close to 2^31: the reader's own sum wraps around
      throw new CommandException(ErrorCode.INVALID_BSON, "invalid BSON: the length of a value is out of range");
    }
  }

  /**
   * Passes over the value at which the reader stands and refuses one that is nested too deeply, so that it may be
   * walked on the stack afterwards. Looks at every part of it.
   *
   * @param path of the value, for the message
   */
  public static void shallow(final BsonReader reader, final String path) {
    final BitSet arrays = new BitSet(); // of the levels above the reader
    int depth = 0;
    do {
      switch (reader.getCurrentBsonType()) {
        case DOCUMENT -> {
          reader.readStartDocument();
          arrays.clear(depth++);
        }
        case ARRAY -> {
          reader.readStartArray();
          arrays.set(depth++);
        }
        case JAVASCRIPT_WITH_SCOPE -> {
          reader.readJavaScriptWithScope();
          reader.readStartDocument();
          arrays.clear(depth++);
        }
        default -> value(reader);
      }
      if (depth > Limits.NESTING) {
        throw Limits.tooDeep(path);
      }
      while (depth > 0 && reader.readBsonType() == BsonType.END_OF_DOCUMENT) {
        if (arrays.get(--depth)) {
          reader.readEndArray();
        } else {
          reader.readEndDocument();
        }
      }
      if (depth > 0 && !arrays.get(depth - 1)) {
        reader.skipName();
      }
    } while (depth > 0);
  }
}
