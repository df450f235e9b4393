package dev.quell.server.net;

import dev.quell.KillCode;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.dispatch.KeptRun;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.wire.Preview;
import dev.quell.server.wire.ReplyTo;
import dev.quell.server.wire.ReplyWriter;
import dev.quell.server.wire.Request;
import dev.quell.server.wire.RequestReader;
import dev.quell.server.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: its messages in, its replies out, one command at a time. All that is not said to be for others
 * belongs to the connection's event loop, so nothing here needs a lock.
 *
 * <p>Reading goes on while a command runs, since only that shows that the client has gone; it pauses when too much
 * waits behind the command. The next command begins when the reply to the last has been taken by the network, so a
 * client that does not read gets nothing done.
 *
 * <p>When the client has gone its running command is killed with 279, and those that wait are dropped; except those
 * that it sent to be done without a reply: it had no reason to stay for them, and drivers send {@code endSessions} that
 * way just before they close. For these another operation is kept than for the rest. So a kill after the client has
 * gone cannot hit what it must not, however late it comes: every run of the first operation, present or future, is one
 * that nobody waits for; and the object is never used for another connection.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  /**
   * Larger messages are read by workers, whatever is in them: the time to check one must not delay a kill, and no kill
   * that is accepted is so large.
   */
  private static final long MOST_CONTROL_BYTES = 17 << 20;
  /** No handshake is larger, and anybody may send one. */
  private static final long MOST_HELLO_BYTES = 64 << 10;
  private static final int MOST_WAITING = 16;
  private static final int MOST_WAITING_BYTES = 1 << 20;
  private static final int MOST_LOGGED = 200;

  private final Peer peer;
  private final Engine engine;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private final Awaited awaited;
  private final Unawaited unawaited;
  private Channel channel;
  private int waitingBytes;
  private boolean busy;
  private boolean writing;
  private boolean refused;
  private int replies;
  /** Null before it is asked for, and once it was run. */
  private @Nullable Runnable whenDone;
  /** Written by the event loop, read by workers. */
  private volatile boolean gone;

  /** What all connections share. */
  record Engine(Dispatcher dispatcher, Lanes lanes, RequestReader reader, ReplyWriter writer, Traffic traffic) {}

  /** What the client waits for. */
  private final class Awaited implements KeptRun {
    private final Operation operation;

    Awaited(final Operation operation) {
      this.operation = operation;
    }

    @Override
    public Operation operation() {
      return operation;
    }

    @Override
    public boolean abandoned() {
      return gone;
    }
  }

  /** What the client does not wait for. Made when it is first needed; commands of a connection take turns. */
  private static final class Unawaited implements KeptRun {
    private final Dispatcher dispatcher;
    private @Nullable Operation operation;

    Unawaited(final Dispatcher dispatcher) {
      this.dispatcher = dispatcher;
    }

    @Override
    public Operation operation() {
      if (operation == null) {
        operation = dispatcher.operation();
      }
      return operation;
    }

    void forget() {
      if (operation != null) {
        operation.labels(Labels.none());
      }
    }

    @Override
    public boolean abandoned() {
      return false;
    }
  }

  Conversation(final Peer peer, final Engine engine) {
    this.peer = peer;
    this.engine = engine;
    awaited = new Awaited(engine.dispatcher().operation());
    unawaited = new Unawaited(engine.dispatcher());
  }

  Peer peer() {
    return peer;
  }

  // ---- on the event loop

  /** Asks for something to be run when nothing of a closed connection is left to be done: no command runs or waits. */
  void whenDone(final Runnable action) {
    whenDone = action;
    if (channel == null) { // it was closed before it got here
      end();
    }
  }

  private void end() {
    awaited.operation.labels(Labels.none()); // so that the core need not find out that nobody uses it any more
    unawaited.forget();
    if (whenDone != null) {
      whenDone.run();
      whenDone = null;
    }
  }

  @Override
  public void handlerAdded(final ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  public void channelRead(final ChannelHandlerContext context, final Object message) {
    final ByteBuf frame = (ByteBuf) message;
    engine.traffic().received(frame.readableBytes());
    waiting.add(frame);
    waitingBytes += frame.readableBytes();
    next();
  }

  /** Begins the command that has waited longest, if the last one is done. */
  private void next() {
    while (!busy && !waiting.isEmpty()) {
      final ByteBuf frame = waiting.remove();
      waitingBytes -= frame.readableBytes();
      begin(frame, Preview.of(frame));
    }
    if (gone) {
      if (!busy) {
        end();
      }
    } else {
      channel.config().setAutoRead(waiting.size() < MOST_WAITING && waitingBytes < MOST_WAITING_BYTES);
    }
  }

  private void begin(final ByteBuf frame, final Preview preview) {
    busy = true;
    final long most = HelloCommand.NAMES.contains(preview.command()) ? MOST_HELLO_BYTES : MOST_CONTROL_BYTES;
    final Lane lane = preview.size() > most
        ? Lane.WORK : engine.dispatcher().commands().lane(preview.command(), preview.firstStage());
    final int number = ++replies;
    try {
      engine.lanes().execute(lane, () -> work(frame, number));
    } catch (final RejectedExecutionException e) {
      LOG.debug("{} closed: shutting down", peer);
      drop(frame);
    } catch (final OutOfMemoryError e) { // no more threads to be had
      LOG.warn("{} closed: its command cannot be run now: {}", peer, e.toString());
      drop(frame);
    }
  }

  private void drop(final ByteBuf frame) {
    frame.release();
    busy = false;
    channel.close();
  }

  private void done(final @Nullable ByteBuf reply) {
    if (reply == null) {
      busy = false;
      next();
      return;
    }
    engine.traffic().sent(reply.readableBytes());
    writing = true;
    final ChannelFuture written = channel.writeAndFlush(reply);
    if (written.isDone()) { // as a rule
      written();
    } else {
      written.addListener(future -> written());
    }
  }

  private void written() {
    writing = false;
    busy = false;
    next();
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext context, final Object event) {
    if (event instanceof IdleStateEvent && writing) { // no byte of the reply has been taken for the whole time
      close("it does not read its reply");
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      close("no TLS handshake: " + handshake.cause().getMessage());
    }
  }

  @Override
  public void channelInactive(final ChannelHandlerContext context) {
    gone = true;
    VarHandle.fullFence(); // our word that it has gone before our look at the run, see KeptRun
    if (awaited.operation.isRunning()) {
      try {
        awaited.operation.kill(KillCode.CLIENT_DISCONNECT, "", "");
      } catch (final IllegalStateException e) {
        LOG.trace("{} has just ended its command", peer);
      }
    }
    waiting.removeIf(frame -> Preview.of(frame).replyWanted() && frame.release());
    next();
  }

  @Override
  public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
    final Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (reason instanceof ReadTimeoutException) {
      close("no whole message in time");
    } else if (reason instanceof SSLException || reason instanceof WireException
        || reason instanceof TooLongFrameException) {
      close(String.valueOf(reason.getMessage()));
    } else if (reason instanceof IOException) {
      LOG.debug("{} closed: {}", peer, reason.toString()); // it has gone
      context.close();
    } else {
      LOG.warn("{} closed", peer, reason);
      context.close();
    }
  }

  /** Closes it and says why, if nothing has been said yet. */
  private void close(final String why) {
    if (!refused) {
      refused = true;
      LOG.info("{} closed: {}", peer, shortened(why));
    }
    channel.close();
  }

  private static String shortened(final String text) {
    return text.length() > MOST_LOGGED ? text.substring(0, MOST_LOGGED) + "..." : text;
  }

  // ---- on the thread of the command

  private void work(final ByteBuf frame, final int number) {
    @Nullable
    ByteBuf reply = null;
    try {
      reply = answer(frame, number);
    } catch (final Throwable e) { // no memory for the reply, or the like
      LOG.error("{} closed: no reply could be made", peer, e);
      channel.close();
    } finally {
      frame.release();
    }
    final @Nullable ByteBuf made = reply;
    try {
      channel.eventLoop().execute(() -> done(made));
    } catch (final RejectedExecutionException e) { // the server has been closed meanwhile
      if (made != null) {
        made.release();
      }
    }
  }

  /** Null if no reply is wanted, or the connection is closed instead. */
  private @Nullable ByteBuf answer(final ByteBuf frame, final int number) {
    ReplyTo to;
    BsonDocument reply;
    try {
      final Request request = engine.reader().read(frame);
      to = request.replyTo();
      reply = to.legacy() && !HelloCommand.NAMES.contains(firstKey(request.body()))
          ? unsupportedQuery(request.body())
          : engine.dispatcher().dispatch(
              peer, request.database(), request.body(), to.wanted() ? awaited : unawaited);
    } catch (final WireException e) {
      if (e.replyTo().isEmpty()) {
        LOG.info("{} closed: {}", peer, shortened(String.valueOf(e.getMessage())));
        channel.close();
        return null;
      }
      to = e.replyTo().get();
      reply = new CommandException(e.code(), String.valueOf(e.getMessage())).toReply();
    }
    return to.wanted() && !gone ? engine.writer().write(channel.alloc(), to, number, reply) : null;
  }

  private static String firstKey(final BsonDocument body) {
    return body.isEmpty() ? "" : body.getFirstKey();
  }

  private static BsonDocument unsupportedQuery(final BsonDocument body) {
    return new CommandException(ErrorCode.UNSUPPORTED_OP_QUERY, "Unsupported OP_QUERY command: "
        + shortened(firstKey(body)) + ". The client driver may require an upgrade.").toReply();
  }
}
