package dev.quell.cluster.jgroups;

import dev.quell.cluster.engine.Engine;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.engine.EngineException.Reason;
import dev.quell.cluster.jgroups.Frames.Hello;
import java.io.DataInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.blocks.cs.ConnectionListener;
import org.jgroups.blocks.cs.Receiver;
import org.jgroups.blocks.cs.TcpServer;
import org.jgroups.stack.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The engine on the connections of JGroups: {@link TcpServer}, which listens, connects, and sees to it that two
 * members have one connection. Nothing above it is used: no channel, no group, no views. So nothing decides that a
 * member does not belong to the cluster, there is nothing to merge after a partition, and no object is ever made from
 * what a sender names.
 *
 * <p>Members find each other by the addresses that were configured, and by what others tell ({@link Links}). Who is at
 * the other end of a connection is told by a hello in both directions ({@link Names}). Data flows one way: from here to
 * the names, from the names to the links.
 */
public final class JGroupsEngine implements Engine {
  /** Without a word for so long, a connection is given up and made anew. */
  static final int SILENCE_MILLIS = 2_000;
  private static final int CONNECT_MILLIS = 300;

  private final Notices notices;
  private final Threads threads;
  private final TcpServer server;
  private final Room room = new Room(Runtime.getRuntime().maxMemory());
  private final Links links;
  private final Names names;
  private @Nullable Listener listener; // set before the first thread starts

  private JGroupsEngine(
      final EngineSettings settings,
      final TcpServer server,
      final Notices notices,
      final Threads threads,
      final Consumer<EngineException> onRefusal) {
    this.server = server;
    this.notices = notices;
    this.threads = threads;
    links = new Links(settings, server, notices, room, threads);
    names = new Names(settings.name(), links, notices, onRefusal);
  }

  /**
   * Takes the address. Nothing is answered before {@link #start}.
   *
   * @param settings name, addresses and keys
   * @param onRefusal told, on a thread of the engine, that another living member has the name
   * @return the engine; close it to give the address back
   * @throws EngineException if the address cannot be had, or must not be without TLS
   */
  public static JGroupsEngine open(final EngineSettings settings, final Consumer<EngineException> onRefusal) {
    final InetSocketAddress bind = settings.bind();
    final InetAddress ip = bind.getAddress();
    if (ip == null || ip.isAnyLocalAddress()) {
      throw new EngineException(
          Reason.ADDRESS,
          "cannot bind to " + settings.address()
              + ": expected one address of this machine, under which the others reach it",
          null);
    }
    if (settings.tls() == null && !ip.isLoopbackAddress()) {
      throw new EngineException(
          Reason.UNPROTECTED,
          "refused to bind to " + settings.address()
              + " without TLS: anybody who reaches that address could kill everything;"
              + " give a key store and a trust store, or bind to a loopback address",
          null);
    }
    final Notices notices = new Notices(settings.name());
    final Threads threads = new Threads(settings.name());
    final Sockets sockets = new Sockets(settings.tls(), SILENCE_MILLIS, notices, threads);
    final TcpServer server;
    try {
      server = new TcpServer(threads, sockets, ip, bind.getPort(), bind.getPort(), null, 0, 0);
    } catch (final Exception e) {
      throw new EngineException(
          Reason.ADDRESS, "cannot bind to " + settings.address() + ": " + settings.whyNot(), e);
    }
    return new JGroupsEngine(settings, server, notices, threads, onRefusal);
  }

  /**
   * The address at which this engine listens.
   *
   * @return address and port, never port 0
   */
  public InetSocketAddress address() {
    final IpAddress local = (IpAddress) server.localAddress();
    return new InetSocketAddress(local.getIpAddress(), local.getPort());
  }

  /** Says that this member is done with joining: from now on it is the other one of its name that must yield. */
  public void joined() {
    names.joined();
  }

  @Override
  public void start(final Listener hearer) {
    listener = hearer;
    server.setLogAcceptError(true);
    server.useLockToSend(false);
    server.peerAddressReadTimeout(CONNECT_MILLIS)
        .usePeerConnections(true)
        .receiver(new Reader())
        .socketConnectionTimeout(CONNECT_MILLIS)
        .tcpNodelay(true)
        .setMaxLength(Frames.MAX_MESSAGE + 1)
        .log(new QuietLog(notices))
        .logDetails(false)
        .removeConnectionListener(server)
        .addConnectionListener(new Before())
        .addConnectionListener(server)
        .addConnectionListener(new After());
    try {
      server.start();
    } catch (final Exception e) {
      throw new EngineException(Reason.ADDRESS, "cannot listen at " + address() + ": " + e.getMessage(), e);
    }
    links.start();
  }

  @Override
  public boolean send(final String member, final byte[] message) {
    final Link link = names.of(member);
    return link != null && message.length <= Frames.MAX_MESSAGE && link.offer(Frames.data(message));
  }

  private Listener listener() {
    final Listener hearer = listener;
    if (hearer == null) {
      throw new IllegalStateException("not started");
    }
    return hearer;
  }

  @Override
  public void close() {
    if (!links.beginClose()) {
      return;
    }
    final Collection<Link> ready = names.ready();
    ready.forEach(link -> link.offer(Frames.BYE_FRAME));
    links.close(ready);
    server.forAllConnections((address, connection) -> connection.setClosedGracefully(true));
    server.stop();
    try {
      server.close();
    } catch (final IOException e) {
      notices.debug("cannot close: " + e);
    }
    threads.awaitEnd();
  }

  /** What comes over the connections. What it throws closes the connection. */
  private final class Reader implements Receiver {
    @Override
    public void receive(final Address sender, final byte[] bytes, final int offset, final int length) {
      // only what one sends to itself comes this way, and nobody does
    }

    @Override
    public void receive(final Address sender, final DataInput in, final int length) throws Exception {
      final Link link = links.at(sender);
      try {
        if (link == null) {
          throw new IOException("it is not expected");
        }
        final boolean known = link.peer() != null;
        if (length < 1 || length > (known ? Frames.MAX_MESSAGE + 1 : Frames.MAX_HELLO)) {
          throw new IOException("a frame of " + length + " bytes");
        }
        link.admit(length);
        final boolean large = room.enter(length);
        try {
          read(link, in, length);
        } finally {
          if (large) {
            room.leave();
          }
        }
      } catch (final IOException | RuntimeException e) {
        if (!links.isClosed() && !names.isRefused() && !links.isDetour(sender)) {
          notices.ofOthers("sender " + e.getMessage(), "gave up a connection with " + sender, e);
        }
        throw e;
      }
    }

    private void read(final Link link, final DataInput in, final int length) throws IOException {
      final Hello from = link.peer();
      final byte kind = in.readByte();
      if (kind == Frames.DATA && from != null) {
        final byte[] message = new byte[length - 1];
        in.readFully(message);
        link.read(length);
        listener().received(from.name(), message);
      } else {
        final byte[] frame = new byte[length];
        frame[0] = kind;
        in.readFully(frame, 1, length - 1);
        link.read(length);
        take(link, frame, from);
      }
    }

    private void take(final Link link, final byte[] frame, final @Nullable Hello from) throws IOException {
      final byte kind = frame[0];
      if (kind == Frames.HELLO) {
        names.welcome(link, Frames.helloOf(frame), listener());
      } else if (from == null) {
        throw new IOException("it has not said hello");
      } else if (kind == Frames.TAKEN) {
        names.taken(link);
      } else if (kind == Frames.PEERS) {
        links.meet(Frames.peersOf(frame));
      } else if (kind == Frames.HEARD) {
        link.heard(Frames.heardOf(frame));
      } else if (kind == Frames.BYE) {
        names.down(link, listener());
        links.leave(link);
      } else if (kind != Frames.PING) {
        throw new IOException("a frame of unknown kind " + kind);
      }
    }
  }

  /** Before JGroups hears of it: the hello is the first on a connection, and no close waits to say goodbye. */
  private final class Before implements ConnectionListener {
    @Override
    public void connectionEstablished(final Connection connection) {
      final Link link = links.want((IpAddress) connection.peerAddress());
      if (link != null) {
        try {
          final byte[] hello = Frames.hello(names.hello());
          connection.send(hello, 0, hello.length);
          link.opened(connection);
        } catch (final Exception e) {
          notices.debug("cannot say hello: " + e);
        }
      }
    }

    @Override
    public void connectionClosed(final Connection connection) {
      connection.setClosedGracefully(true);
      final Link link = links.at(connection.peerAddress());
      if (link != null) {
        link.closed(connection);
      }
    }
  }

  /** After JGroups has taken it off its table. */
  private final class After implements ConnectionListener {
    @Override
    public void connectionEstablished(final Connection connection) {}

    @Override
    public void connectionClosed(final Connection connection) {
      final Link link = links.at(connection.peerAddress());
      if (link != null && !server.connectionEstablishedTo(link.address)) {
        names.down(link, listener());
      }
    }
  }
}
