package dev.quell.server.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** Builds messages byte by byte, good ones and bad ones, without the code that is to be tested. */
public final class Frames {
  public static final int CHECKSUM = 1;
  public static final int MORE_TO_COME = 2;
  public static final int EXHAUST_ALLOWED = 1 << 16;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The bytes of a document. */
  public static byte[] bson(final BsonDocument document) {
    final BasicOutputBuffer out = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
      new BsonDocumentCodec().encode(writer, document, EncoderContext.builder().build());
    }
    return out.toByteArray();
  }

  public static byte[] bson(final String json) {
    return bson(BsonDocument.parse(json));
  }

  public Frames int32(final int value) {
    return bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  public Frames int8(final int value) {
    out.write(value);
    return this;
  }

  public Frames bytes(final byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public Frames cstring(final String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8)).int8(0);
  }

  /** A section of kind 0. */
  public Frames body(final String json) {
    return int8(0).bytes(bson(json));
  }

  /** A section of kind 1. */
  public Frames sequence(final String name, final List<byte[]> documents) {
    final Frames inner = new Frames().cstring(name);
    documents.forEach(inner::bytes);
    return int8(1).int32(4 + inner.out.size()).bytes(inner.toBytes());
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  /** What was written, behind a header. */
  public byte[] message(final int requestId, final int opCode) {
    return new Frames().int32(16 + out.size()).int32(requestId).int32(0).int32(opCode).bytes(toBytes()).toBytes();
  }

  /** An OP_MSG with one body. */
  public static byte[] msg(final int requestId, final int flags, final String json) {
    return new Frames().int32(flags).body(json).message(requestId, 2013);
  }

  /** An OP_QUERY. */
  public static byte[] query(final int requestId, final String collection, final String json) {
    return new Frames().int32(0).cstring(collection).int32(0).int32(-1).bytes(bson(json)).message(requestId, 2004);
  }

  /** The same OP_MSG, which has the flag already, with its checksum at the end. */
  public static byte[] checksummed(final byte[] message) {
    final ByteBuffer longer = ByteBuffer.allocate(message.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    longer.put(message).putInt(0, message.length + 4);
    final CRC32C sum = new CRC32C();
    sum.update(longer.array(), 0, message.length);
    return longer.putInt((int) sum.getValue()).array();
  }

  /** Any message, in an OP_COMPRESSED. */
  public static byte[] compressed(final byte[] message, final int compressor, final byte[] packed) {
    final ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    return new Frames().int32(header.getInt(12)).int32(message.length - 16).int8(compressor).bytes(packed)
        .message(header.getInt(4), 2012);
  }

  /** What comes after the header. */
  public static byte[] payload(final byte[] message) {
    return java.util.Arrays.copyOfRange(message, 16, message.length);
  }
}
