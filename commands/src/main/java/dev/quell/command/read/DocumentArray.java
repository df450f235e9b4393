package dev.quell.command.read;

import java.util.function.Consumer;
import org.bson.BsonReader;
import org.bson.BsonType;

/** Reads arrays of documents. */
public final class DocumentArray {
  private DocumentArray() {}

  /**
   * Shows each element of the array at which the reader stands.
   *
   * @param path of the array, for messages
   * @param elementPath of its elements; the index follows
   * @param most how many elements it may have
   * @param element given the reader at each document, to be read
   */
  public static void read(
      final BsonReader reader, final String path, final String elementPath, final int most,
      final Consumer<BsonReader> element) {
    Values.require(reader, BsonType.ARRAY, path);
    reader.readStartArray();
    int index = 0;
    for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
      if (index == most) {
        throw Errors.tooMany(path, most);
      }
      if (type != BsonType.DOCUMENT) {
        throw Errors.wrongType(elementPath + '.' + index, type, "object");
      }
      element.accept(reader);
      index++;
    }
    reader.readEndArray();
  }
}
