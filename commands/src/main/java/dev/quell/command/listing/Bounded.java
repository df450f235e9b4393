package dev.quell.command.listing;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Limits;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.DecoderContext;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Whole values that a client sent, however deep it has nested them, and values as short texts. */
public final class Bounded {
  private static final BsonValueCodec SCALARS = new BsonValueCodec();
  private static final DecoderContext PLAIN = DecoderContext.builder().build();

  private Bounded() {}

  /**
   * The value at which the reader stands.
   *
   * @param path for messages
   * @throws CommandException if it is nested more deeply than {@link Limits#NESTING}, or a field occurs twice in it
   */
  public static BsonValue read(final BsonReader reader, final String path) {
    return read(reader, path, Limits.NESTING);
  }

  private static BsonValue read(final BsonReader reader, final String path, final int levels) {
    final BsonType type = reader.getCurrentBsonType();
    if (type != BsonType.DOCUMENT && type != BsonType.ARRAY && type != BsonType.JAVASCRIPT_WITH_SCOPE) {
      return SCALARS.decode(reader, PLAIN);
    }
    if (type == BsonType.JAVASCRIPT_WITH_SCOPE) { // its scope is a document of any depth, and nobody needs it
      throw Errors.badValue(path, "must not be of type javascriptWithScope");
    }
    if (levels == 0) {
      throw new CommandException(
          ErrorCode.OVERFLOW, "BSON field '" + path + "' exceeds the maximum nested object depth: " + Limits.NESTING);
    }
    return type == BsonType.DOCUMENT ? document(reader, path, levels - 1) : array(reader, path, levels - 1);
  }

  private static BsonDocument document(final BsonReader reader, final String path, final int levels) {
    final BsonDocument document = new BsonDocument();
    reader.readStartDocument();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      final String name = reader.readName();
      if (document.put(name, read(reader, path, levels)) != null) {
        throw Errors.duplicate(path, name);
      }
    }
    reader.readEndDocument();
    return document;
  }

  private static BsonArray array(final BsonReader reader, final String path, final int levels) {
    final BsonArray array = new BsonArray();
    reader.readStartArray();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      array.add(read(reader, path, levels));
    }
    reader.readEndArray();
    return array;
  }

  /** A document as JSON, of which no more is made than so many characters. */
  static String json(final BsonDocument document, final int most) {
    return document.toJson(JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).maxLength(most).build());
  }

  /** The text, without its end if it is longer than so many characters. */
  public static String cut(final String text, final int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
