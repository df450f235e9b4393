package dev.quell.command.read;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;

/** Opens documents. */
public final class Readers {
  private Readers() {}

  /**
   * A reader at the start of the document. Of a {@link RawBsonDocument} it reads the bytes themselves, with all fields
   * that occur twice; the document's own reader would hide them.
   */
  public static BsonReader of(final BsonDocument document) {
    if (document instanceof RawBsonDocument raw) {
      return new BsonBinaryReader(
          ByteBuffer.wrap(raw.getBackingArray(), raw.getByteOffset(), raw.getByteLength())
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN));
    }
    return document.asBsonReader();
  }

  /** The name of the command: the first field; empty if there is none. */
  public static String nameOf(final BsonDocument command) {
    try (BsonReader reader = of(command)) {
      reader.readStartDocument();
      return reader.readBsonType() == BsonType.END_OF_DOCUMENT ? "" : reader.readName();
    }
  }
}
