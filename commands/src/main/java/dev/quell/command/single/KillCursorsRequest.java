package dev.quell.command.single;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.BsonTypeNames;
import dev.quell.command.read.CommentText;
import dev.quell.command.read.Errors;
import dev.quell.command.read.GenericArguments;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import dev.quell.command.read.Values;
import java.util.Arrays;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/** What {@code killCursors} asks, read strictly. */
record KillCursorsRequest(String collection, long[] cursors, String comment) {
  /** The most cursors of one command. */
  static final int MAX_CURSORS = 10_000;

  private static final String NAME = "killCursors";
  private static final String CURSORS = "killCursors.cursors";

  static KillCursorsRequest parse(final BsonDocument command) {
    String collection = null;
    long[] cursors = null;
    String comment = null;
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String name = reader.readName();
        switch (name) {
          case NAME -> {
            requireFirst(collection, name);
            collection = collection(reader);
          }
          case "cursors" -> {
            requireFirst(cursors, name);
            cursors = cursors(reader);
          }
          case "comment" -> {
            requireFirst(comment, name);
            Skip.shallow(reader, "killCursors.comment");
            comment = CommentText.of(Objects.requireNonNull(command.get(name)));
          }
          default -> {
            if (!GenericArguments.has(name)) {
              throw Errors.unknown(NAME, name);
            }
            Skip.value(reader);
          }
        }
      }
    }
    if (collection == null) {
      throw Errors.missing(NAME, NAME);
    }
    if (cursors == null) {
      throw Errors.missing(NAME, "cursors");
    }
    return new KillCursorsRequest(collection, cursors, comment == null ? "" : comment);
  }

  private static void requireFirst(final @Nullable Object earlier, final String name) {
    if (earlier != null) {
      throw Errors.duplicate(NAME, name);
    }
  }

  private static String collection(final BsonReader reader) {
    if (reader.getCurrentBsonType() != BsonType.STRING) {
      throw new CommandException(
          ErrorCode.INVALID_NAMESPACE,
          "collection name has invalid type " + BsonTypeNames.of(reader.getCurrentBsonType()));
    }
    final String collection = reader.readString();
    if (collection.isEmpty()) {
      throw new CommandException(ErrorCode.INVALID_NAMESPACE, "collection name is empty");
    }
    return collection;
  }

  private static long[] cursors(final BsonReader reader) {
    Values.require(reader, BsonType.ARRAY, CURSORS);
    long[] ids = new long[4];
    int count = 0;
    reader.readStartArray();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      if (count == MAX_CURSORS) {
        throw Errors.tooMany(CURSORS, MAX_CURSORS);
      }
      Values.require(reader, BsonType.INT64, CURSORS + '.' + count);
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      ids[count++] = reader.readInt64();
    }
    reader.readEndArray();
    return Arrays.copyOf(ids, count);
  }
}
