package dev.quell.server.net;

import dev.quell.KillCode;
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
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: its messages in, its replies out, one command at a time. All that is not said to be for others
 * belongs to the connection's event loop, so nothing here needs a lock. {@link Inbox} says when a request begins.
 *
 * <p>Reading goes on while a command runs, since only that shows that the client has gone; it pauses when too much
 * waits behind the command. The next command runs when the reply to the last has been taken by the network, so a client
 * that does not read gets nothing done.
 *
 * <p>When the client has gone, what it waits for is killed with 279, running or not. What it sent to be done without a
 * reply is done: it had no reason to stay for that, and drivers send {@code endSessions} that way just before they
 * close.
 */
final class Conversation extends ChannelInboundHandlerAdapter implements Inbox.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final int MOST_LOGGED = 200;

  private final Peer peer;
  private final Engine engine;
  private final Inbox inbox;
  private Channel channel;
  /** From the moment that one is chosen until its reply has been taken by the network. */
  private boolean busy;
  /** The one that is chosen, until it is answered. */
  private @Nullable Job current;

  private boolean proceeding;
  private boolean writing;
  private boolean refused;
  /** Null before it is asked for, and once it was run. */
  private @Nullable Runnable whenDone;
  /** Numbers the replies; one is made at a time, and the next is chosen after it. */
  private volatile int replies;
  /** Written by the event loop, read by workers. */
  private volatile boolean gone;

  Conversation(final Peer peer, final Engine engine) {
    this.peer = peer;
    this.engine = engine;
    inbox = new Inbox(peer, engine, this);
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
    try {
      inbox.close();
    } finally { // its place is another's, whatever has gone wrong
      if (whenDone != null) {
        whenDone.run();
        whenDone = null;
      }
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
    inbox.add(frame);
    proceed();
  }

  /** Begins what has arrived, and runs what has waited longest, if the last one is done. */
  @Override
  public void proceed() {
    if (proceeding) { // a reply that is written at once comes back here
      return;
    }
    proceeding = true;
    try {
      do {
        inbox.receive();
      } while (chooseNext());
    } finally {
      proceeding = false;
    }
    if (!gone) {
      channel.config().setAutoRead(inbox.hasRoom());
    } else if (!busy && !inbox.isReading()) {
      end();
    }
  }

  /** Whether another may be chosen already. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the event loop's alone
  private boolean chooseNext() {
    final Job job = busy ? null : inbox.next();
    if (job == null) {
      return false;
    }
    busy = true;
    current = job;
    replies++;
    if (job.fatal().isPresent()) {
      LOG.info("{} closed: {}", peer, shortened(job.fatal().get()));
      channel.close();
      answered(job, null);
    } else if (job.received().isRefused()) {
      answered(job, reply(job, job.received().refusal()));
    } else if (job.received().isKilled()) {
      answered(job, reply(job, job.giveUp()));
    } else if (job.received().reachesOthers()) {
      arrivalsFirst(job);
    } else {
      hand(job);
    }
    return true;
  }

  private void arrivalsFirst(final Job job) {
    engine.arrivals().first(
        channel.eventLoop(),
        step -> {
          if (!onLoop(step)) { // the server has been closed
            job.giveUp();
          }
        },
        () -> {
          if (job.received().isKilled()) {
            answered(job, reply(job, job.giveUp()));
          } else {
            hand(job);
          }
        });
  }

  private void hand(final Job job) {
    try {
      job.hand();
    } catch (final RejectedExecutionException e) {
      LOG.debug("{} closed: shutting down", peer);
      refuse(job);
    } catch (final OutOfMemoryError e) { // no more threads to be had
      LOG.warn("{} closed: its command cannot be run now: {}", peer, e.toString());
      refuse(job);
    }
  }

  private void refuse(final Job job) {
    channel.close();
    if (job.takeBack()) {
      job.giveUp();
      answered(job, null);
    }
  }

  private void answered(final Job job, final @Nullable ByteBuf reply) {
    current = null;
    inbox.ended(job);
    if (reply == null) {
      busy = false;
      proceed();
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
    proceed();
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
    if (current != null && current.to().wanted()) {
      current.received().kill(KillCode.CLIENT_DISCONNECT);
    }
    inbox.clientHasGone();
    proceed();
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

  @Override
  public void close() {
    channel.close();
  }

  // ---- on any thread

  @Override
  public void send(final Job job, final BsonDocument document) {
    final ByteBuf reply = reply(job, document);
    if (job.isVictim()) {
      engine.killersFirst().behind(() -> hand(job, reply));
    } else {
      hand(job, reply);
    }
  }

  private void hand(final Job job, final @Nullable ByteBuf reply) {
    final Runnable step = () -> {
      try {
        answered(job, reply);
      } finally {
        job.endTurn();
      }
    };
    if (!onLoop(step)) {
      job.endTurn();
      if (reply != null) {
        reply.release();
      }
    }
  }

  @Override
  public boolean onLoop(final Runnable step) {
    try {
      channel.eventLoop().execute(step);
      return true;
    } catch (final RejectedExecutionException e) { // the server has been closed meanwhile
      return false;
    }
  }

  /** Null if no reply is wanted, or the connection is closed instead. */
  private @Nullable ByteBuf reply(final Job job, final BsonDocument document) {
    if (!job.to().wanted() || gone) {
      return null;
    }
    try {
      return engine.writer().write(channel.alloc(), job.to(), replies, document);
    } catch (final Throwable e) { // no memory for the reply, or the like
      LOG.error("{} closed: no reply could be made", peer, e);
      channel.close();
      return null;
    }
  }
}
