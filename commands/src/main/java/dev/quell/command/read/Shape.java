package dev.quell.command.read;

import org.bson.BsonReader;
import org.bson.BsonType;

/**
 * The fields that a kind of document may have: reads such documents by the rules of MongoDB's parser. What is wrong
 * with a field is told in the order of the document: not known, there twice, then whatever its reader says; what is
 * missing is told at the end, in the order of declaration.
 */
final class Shape {
  /** Given a field at its value, to be read or skipped. */
  interface Fields {
    void field(int index, BsonReader reader);
  }

  private final String path;
  private final String[] names;
  private final int required;

  /**
   * @param path of the documents, for messages
   * @param required how many of the names, from the first, must be there
   * @param names the fields in the order of declaration, at most 32
   */
  Shape(final String path, final int required, final String... names) {
    this.path = path;
    this.required = (1 << required) - 1;
    this.names = names;
  }

  String path() {
    return path;
  }

  String pathOf(final int index) {
    return path + '.' + names[index];
  }

  /** Reads the document at which the reader stands, which the caller knows to be one. */
  void read(final BsonReader reader, final Fields fields) {
    int seen = 0;
    reader.readStartDocument();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      final String name = reader.readName();
      final int index = indexOf(name);
      if (index < 0) {
        throw Errors.unknown(path, name);
      }
      if ((seen & 1 << index) != 0) {
        throw Errors.duplicate(path, name);
      }
      seen |= 1 << index;
      fields.field(index, reader);
    }
    reader.readEndDocument();
    final int missing = required & ~seen;
    if (missing != 0) {
      throw Errors.missing(path, names[Integer.numberOfTrailingZeros(missing)]);
    }
  }

  private int indexOf(final String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
