package dev.quell.server.data.store;

import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** BSON documents as bytes. */
public final class Bytes {
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
  private static final EncoderContext CONTEXT = EncoderContext.builder().build();

  private Bytes() {}

  /** The bytes of a document. */
  public static byte[] of(final BsonDocument document) {
    try (BasicOutputBuffer buffer = new BasicOutputBuffer(512); BsonBinaryWriter writer =
        new BsonBinaryWriter(buffer)) {
      CODEC.encode(writer, document, CONTEXT);
      return buffer.toByteArray();
    }
  }

  /** The {@code _id} of a document; null's value if it has none. */
  public static BsonValue idOf(final byte[] document) {
    final BsonValue id = new RawBsonDocument(document).get("_id");
    return id == null ? BsonNull.VALUE : id;
  }
}
