package dev.quell.server.wire;

import dev.quell.command.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** How a message is packed. Those of the JDK and of Netty: nothing here needs native code. */
public enum Compression {
  /** Not at all, and not even wrapped in an OP_COMPRESSED. */
  NONE("none", -1, 1),
  /** Wrapped, but as it is. */
  NOOP("noop", 0, 1),
  /** Snappy, without frames. Three bytes can stand for 64. */
  SNAPPY("snappy", 1, 24),
  /** Deflate with the wrapping of zlib. A byte can stand for 1032. */
  ZLIB("zlib", 2, 1040);

  private static final int SNAPPY_CHUNK = Short.MAX_VALUE; // matches of the encoder reach no further
  private static final int BUFFER = 8192;

  private final String clientName;
  private final int id;
  /** An upper bound of what one compressed byte can stand for. */
  private final int best;

  Compression(final String clientName, final int id, final int best) {
    this.clientName = clientName;
    this.id = id;
    this.best = best;
  }

  /** The name that clients know it by. */
  public String clientName() {
    return clientName;
  }

  /** The number that a message carries. */
  int id() {
    return id;
  }

  /** One that the server offers in its handshake, by the client's name for it. */
  public static Optional<Compression> offered(final String clientName) {
    return SNAPPY.clientName.equals(clientName) ? Optional.of(SNAPPY)
        : ZLIB.clientName.equals(clientName) ? Optional.of(ZLIB) : Optional.empty();
  }

  static Compression of(final int id) throws WireException {
    for (final Compression candidate : values()) {
      if (candidate != NONE && candidate.id == id) {
        return candidate;
      }
    }
    throw WireException.fatal("compressor " + id + " is not supported");
  }

  /**
   * Unpacks.
   *
   * @param in all that was packed; it is used up
   * @param size what it must unpack to, checked against the limit by the caller
   * @return exactly {@code size} bytes
   */
  byte[] unpack(final ByteBuf in, final int size) throws WireException {
    if (size > (long) best * in.readableBytes() + best) { // before so much as a byte is allocated
      throw WireException.fatal(in.readableBytes() + " bytes cannot hold " + size + " by " + clientName);
    }
    return switch (this) {
      case SNAPPY -> unsnap(in, size);
      case ZLIB -> inflate(in, size);
      default -> copy(in, size);
    };
  }

  /** Packs all of {@code in} onto the end of {@code out}. */
  void pack(final ByteBuf in, final ByteBuf out) {
    switch (this) {
      case SNAPPY -> snap(in, out);
      case ZLIB -> deflate(in, out);
      default -> out.writeBytes(in);
    }
  }

  private static byte[] copy(final ByteBuf in, final int size) throws WireException {
    if (in.readableBytes() != size) {
      throw mismatch(size);
    }
    final byte[] bytes = new byte[size];
    in.readBytes(bytes);
    return bytes;
  }

  private static byte[] unsnap(final ByteBuf in, final int size) throws WireException {
    if (SnappyPrefix.readLength(in) != size) {
      throw mismatch(size);
    }
    if (size == 0) { // the decoder knows no empty data
      return copy(in, size);
    }
    final byte[] bytes = new byte[size];
    final ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
    final ByteBuf length = Unpooled.wrappedBuffer(new byte[] {1}); // the decoder makes room for what it is told
    try {
      final Snappy snappy = new Snappy();
      snappy.decode(length, out);
      snappy.decode(in, out);
    } catch (final DecompressionException | IndexOutOfBoundsException e) {
      throw WireException.refused(ErrorCode.FAILED_TO_PARSE, "the message is no snappy");
    }
    if (in.isReadable() || out.isWritable()) {
      throw mismatch(size);
    }
    return bytes;
  }

  private static byte[] inflate(final ByteBuf in, final int size) throws WireException {
    final Inflater inflater = new Inflater();
    try {
      final byte[] bytes = new byte[size];
      inflater.setInput(in.nioBuffer());
      int length = 0;
      while (length < size) {
        final int more = inflater.inflate(bytes, length, size - length);
        if (more == 0) {
          throw mismatch(size);
        }
        length += more;
      }
      if (!inflater.finished() && inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw mismatch(size);
      }
      return bytes;
    } catch (final DataFormatException e) {
      throw WireException.refused(ErrorCode.FAILED_TO_PARSE, "the message is no zlib");
    } finally {
      inflater.end();
    }
  }

  /** The first bytes, fewer if it has fewer or goes wrong: enough to see which command it is. */
  byte[] unpackPrefix(final ByteBuf in, final int most) {
    switch (this) {
      case SNAPPY:
        return SnappyPrefix.unpack(in, most);
      case ZLIB:
        final Inflater inflater = new Inflater();
        try {
          final byte[] bytes = new byte[most];
          inflater.setInput(in.nioBuffer(in.readerIndex(), Math.min(in.readableBytes(), most)));
          final int length = inflater.inflate(bytes);
          return Arrays.copyOf(bytes, length);
        } catch (final DataFormatException e) {
          return new byte[0];
        } finally {
          inflater.end();
        }
      default:
        final byte[] bytes = new byte[Math.min(in.readableBytes(), most)];
        in.getBytes(in.readerIndex(), bytes);
        return bytes;
    }
  }

  private static WireException mismatch(final int size) {
    return WireException.refused(ErrorCode.FAILED_TO_PARSE, "the message does not unpack to " + size + " bytes");
  }

  private static void snap(final ByteBuf in, final ByteBuf out) {
    SnappyPrefix.writeLength(in.readableBytes(), out);
    final ByteBuf packed = Unpooled.buffer(SNAPPY_CHUNK);
    while (in.isReadable()) {
      final ByteBuf chunk = in.readSlice(Math.min(in.readableBytes(), SNAPPY_CHUNK)).slice();
      packed.clear();
      new Snappy().encode(chunk, packed, chunk.readableBytes());
      SnappyPrefix.readLength(packed); // one length for all the chunks
      out.writeBytes(packed);
    }
  }

  private static void deflate(final ByteBuf in, final ByteBuf out) {
    final Deflater deflater = new Deflater();
    try {
      deflater.setInput(in.nioBuffer());
      deflater.finish();
      final byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        out.writeBytes(buffer, 0, deflater.deflate(buffer));
      }
      in.skipBytes(in.readableBytes());
    } finally {
      deflater.end();
    }
  }
}
