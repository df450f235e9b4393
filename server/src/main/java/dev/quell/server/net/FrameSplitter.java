package dev.quell.server.net;

import dev.quell.server.wire.Framing;
import dev.quell.server.wire.WireException;
import dev.quell.server.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into messages by the length that each begins with. Memory grows with what has arrived, whatever the
 * length claims. A message that does not arrive in time, and a connection that never sends one, fails with {@link
 * ReadTimeoutException}: a time limit for the whole, not for the gaps, so that dripping bytes does not help.
 */
final class FrameSplitter extends ByteToMessageDecoder {
  private static final int BYTES_PER_SECOND = 64 * 1024;

  private final WireLimits limits;
  private final Duration silence;
  private final Duration patience;
  private final HalfMessages halves;
  private HalfMessages.Half half;
  /** Null while nothing is awaited. */
  private @Nullable Future<?> timer;
  /** How long the message is, as far as that is known, that has begun and not ended; else zero. */
  private int awaited;

  FrameSplitter(
      final WireLimits limits, final Duration silence, final Duration patience, final HalfMessages halves) {
    this.limits = limits;
    this.silence = silence;
    this.patience = patience;
    this.halves = halves;
  }

  @Override
  public void handlerAdded(final ChannelHandlerContext context) {
    half = halves.half(() -> giveUp(context));
    start(context, silence.toMillis());
  }

  private static void giveUp(final ChannelHandlerContext context) {
    context.executor().execute(
        () -> context.fireExceptionCaught(new TooLongFrameException("too many large messages that are not whole")));
  }

  @Override
  protected void handlerRemoved0(final ChannelHandlerContext context) {
    half.ended();
    stop();
  }

  @Override
  public void channelInactive(final ChannelHandlerContext context) throws Exception {
    super.channelInactive(context); // looks at the rest once more
    half.ended();
    stop();
  }

  @Override
  protected void decode(final ChannelHandlerContext context, final ByteBuf in, final List<Object> out)
      throws WireException {
    final int length;
    try {
      length = Framing.length(in, limits);
    } catch (final WireException e) {
      in.skipBytes(in.readableBytes()); // not to be looked at again when the connection closes
      throw e;
    }
    if (length == 0 || in.readableBytes() < length) {
      half.has(in.readableBytes());
      awaitRest(context, Math.max(length, Framing.HEADER_BYTES));
      return;
    }
    stop();
    half.ended();
    awaited = 0;
    out.add(in.readRetainedSlice(length));
  }

  private void awaitRest(final ChannelHandlerContext context, final int length) {
    if (length > awaited) { // once when it begins, and once more when its length has arrived
      awaited = length;
      start(context, patience.toMillis() + 1000L * length / BYTES_PER_SECOND);
    }
  }

  private void start(final ChannelHandlerContext context, final long millis) {
    stop();
    timer = context.executor().schedule(() -> late(context, millis), millis, TimeUnit.MILLISECONDS);
  }

  private void late(final ChannelHandlerContext context, final long millis) {
    timer = null;
    if (!context.channel().config().isAutoRead()) { // it is we who do not read
      start(context, millis);
      return;
    }
    context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
