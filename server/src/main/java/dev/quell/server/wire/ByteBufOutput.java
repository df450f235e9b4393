package dev.quell.server.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonSerializationException;
import org.bson.io.OutputBuffer;

/** Where BSON is written: the end of a buffer of Netty's. Gives up as soon as there is too much. */
final class ByteBufOutput extends OutputBuffer {
  private final ByteBuf out;
  private final int begin;
  private final int most;

  /**
   * An output.
   *
   * @param out grows as it must; stays the caller's
   * @param most how many bytes {@code out} may hold
   */
  ByteBufOutput(final ByteBuf out, final int most) {
    this.out = out;
    this.begin = out.writerIndex();
    this.most = most;
  }

  private void require(final int more) {
    if (more > most - out.writerIndex()) {
      throw new BsonMaximumSizeExceededException("more than " + most + " bytes");
    }
  }

  @Override
  public int getPosition() {
    return out.writerIndex() - begin;
  }

  @Override
  public int getSize() {
    return getPosition();
  }

  @Override
  public void writeByte(final int value) {
    require(1);
    out.writeByte(value);
  }

  @Override
  public void writeBytes(final byte[] bytes, final int offset, final int length) {
    require(length);
    out.writeBytes(bytes, offset, length);
  }

  @Override
  public void writeInt32(final int value) {
    require(4);
    out.writeIntLE(value);
  }

  @Override
  public void writeInt64(final long value) {
    require(8);
    out.writeLongLE(value);
  }

  /** Many at once: the inherited way asks for room for each byte. Answers the bytes, the zero at the end included. */
  @Override
  protected int writeCharacters(final String text, final boolean isName) {
    if (isName && text.indexOf(0) >= 0) {
      throw new BsonSerializationException("a name with a zero in it");
    }
    final int length = ByteBufUtil.utf8Bytes(text);
    require(length + 1);
    ByteBufUtil.reserveAndWriteUtf8(out, text, length);
    out.writeByte(0);
    return length + 1;
  }

  @Override
  protected void write(final int absolutePosition, final int value) {
    out.setByte(begin + absolutePosition, value);
  }

  @Override
  public void truncateToPosition(final int position) {
    out.writerIndex(begin + position);
  }

  @Override
  public int pipe(final OutputStream to) throws IOException {
    out.getBytes(begin, to, getPosition());
    return getPosition();
  }

  @Override
  public List<org.bson.ByteBuf> getByteBuffers() {
    return List.of(new org.bson.ByteBufNIO(out.nioBuffer(begin, getPosition())));
  }
}
