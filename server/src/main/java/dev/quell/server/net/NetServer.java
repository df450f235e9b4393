package dev.quell.server.net;

import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Dispatcher;
import dev.quell.server.wire.ReplyWriter;
import dev.quell.server.wire.RequestReader;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and talks with everyone who connects. Thread-safe.
 *
 * <p>To stop a server: {@link #stopAccepting}, then close the core, which kills what runs, then {@link #close}, which
 * gives the killed a moment to say so to their clients.
 */
public final class NetServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetServer.class);
  private static final int MOST_LOOPS = 4;
  private static final int TLS_THREADS = 2;
  private static final int BACKLOG = 1024;
  // How long each step of a close may take: together less than four seconds.
  private static final long LAST_COMMANDS_MS = 1500;
  private static final long LAST_REPLIES_MS = 500;
  private static final long INTERRUPTED_MS = 500;
  private static final long LOOPS_MS = 1000;

  private final NetOptions options;
  private final Traffic traffic;
  private final HalfMessages halves;
  private final Lanes lanes;
  private final EventLoopGroup loops;
  private final ExecutorService tlsWork;
  private final Map<Channel, Conversation> conversations = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  // Set once, before anybody else has the server.
  private @Nullable Channel listener;
  private int port;

  private NetServer(final NetOptions options) {
    this.options = options;
    traffic = new Traffic(options.maxConnections());
    halves = HalfMessages.withinTheHeap(options.limits().messageBytes());
    lanes = new Lanes(options);
    tlsWork = Executors.newFixedThreadPool(TLS_THREADS, new DefaultThreadFactory("quell-tls", true));
    loops = new MultiThreadIoEventLoopGroup(
        Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors()),
        new DefaultThreadFactory("quell-net", true),
        NioIoHandler.newFactory());
  }

  /**
   * Starts a server.
   *
   * @param options how it listens
   * @param dispatcher what runs the commands
   * @return a server that listens
   * @throws IOException if it cannot: the address is taken or no address, or a TLS file cannot be used
   */
  public static NetServer start(final NetOptions options, final Dispatcher dispatcher) throws IOException {
    final SslContext tls = options.tls().isPresent() ? options.tls().get().toContext() : null;
    final NetServer server = new NetServer(options);
    try {
      server.listen(dispatcher, tls);
      return server;
    } catch (final IOException e) {
      server.close();
      throw e;
    }
  }

  private void listen(final Dispatcher dispatcher, final @Nullable SslContext tls) throws IOException {
    final Arrivals arrivals = new Arrivals(loops);
    final Engine engine = new Engine(
        dispatcher, lanes, new RequestReader(options.limits()), new ReplyWriter(options.limits()), traffic,
        arrivals, new KillersFirst(), LargeRequests.withinTheHeap(options.limits().messageBytes()));
    final ChannelFuture bound = new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(final SocketChannel channel) {
            accept(channel, engine, tls);
          }
        })
        .bind(new InetSocketAddress(options.host(), options.port()))
        .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      final Throwable cause = bound.cause();
      final String why = cause.getMessage() == null ? "no such address" : cause.getMessage();
      throw new IOException("cannot listen on " + options.host() + ":" + options.port() + ": " + why, cause);
    }
    listener = bound.channel();
    arrivals.accepting(listener.eventLoop());
    port = ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private void accept(final SocketChannel channel, final Engine engine, final @Nullable SslContext tls) {
    final long id = traffic.opened();
    if (id == 0) {
      LOG.info("connection at {} closed: there are {} already", channel.remoteAddress(), options.maxConnections());
      channel.close();
      return;
    }
    final Conversation conversation = new Conversation(new Peer(id, channel.remoteAddress(), tls != null), engine);
    conversations.put(channel, conversation);
    channel.closeFuture().addListener(future -> {
      conversations.remove(channel);
      traffic.closed();
      conversation.whenDone(traffic::done); // it keeps its place: what it has sent still takes memory and threads
    });
    if (closed.get()) { // after it was put: either the close sees it, or it sees the close
      channel.close();
      return;
    }
    if (tls != null) {
      final SslHandler handler = tls.newHandler(channel.alloc(), tlsWork);
      handler.setHandshakeTimeout(options.silence().toMillis(), TimeUnit.MILLISECONDS);
      channel.pipeline().addLast(handler);
    }
    channel.pipeline()
        .addLast(new IdleStateHandler(true, 0, options.patience().toMillis(), 0, TimeUnit.MILLISECONDS))
        .addLast(new FrameSplitter(options.limits(), options.silence(), options.patience(), halves))
        .addLast(conversation);
  }

  /** The port it listens on, also after it has stopped. */
  public int port() {
    return port;
  }

  /** Counts since the start. */
  public NetStats stats() {
    return traffic.stats();
  }

  /** The clients that are connected now, weakly consistent. */
  public Stream<Client> clients() {
    return conversations.values().stream().map(Conversation::peer);
  }

  /** Lets nobody new in; those who are in stay. Does nothing the second time. */
  public void stopAccepting() {
    if (listener != null) { // null if it never got that far
      listener.close().awaitUninterruptibly(LOOPS_MS);
    }
  }

  /**
   * Stops. Commands under way get a moment to end and reply, then they are interrupted and all connections are closed.
   * Takes less than five seconds whatever clients and commands do, and leaves no thread behind unless a command ignores
   * both its kill and its interrupt. Does nothing the second time.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = false;
    try {
      stopAccepting();
      lanes.shutdown();
      if (!lanes.await(LAST_COMMANDS_MS)) {
        lanes.interrupt();
        if (!lanes.await(INTERRUPTED_MS)) {
          LOG.warn("commands that neither end nor can be interrupted are left behind");
        }
      }
      closeConnections();
    } catch (final InterruptedException e) {
      interrupted = true;
    }
    lanes.interrupt();
    tlsWork.shutdownNow();
    loops.shutdownGracefully(0, LOOPS_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(LOOPS_MS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Behind the replies that are on their way; whoever does not read them is cut off. */
  private void closeConnections() throws InterruptedException {
    final List<ChannelFuture> closing = new ArrayList<>();
    for (final Channel channel : conversations.keySet()) {
      channel.eventLoop().execute(() -> // behind the hand-over of the reply
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
      closing.add(channel.closeFuture());
    }
    final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_REPLIES_MS);
    for (final ChannelFuture future : closing) {
      future.await(end - System.nanoTime(), TimeUnit.NANOSECONDS); // no time left: the loops close it when they end
    }
  }
}
