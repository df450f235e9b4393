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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>Members find each other by the addresses that were configured, which are looked up again and again, and by what
 * others tell. Each connection begins with a hello in both directions.
 */
public final class JGroupsEngine implements Engine {
  /** Without a word for so long, a connection is given up and made anew. */
  private static final int SILENCE_MILLIS = 2_000;
  private static final int CONNECT_MILLIS = 300;
  /** For so long somebody may believe that a dead member lives. */
  private static final long TAKEN_NANOS = TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS + 1_000);
  private static final int MAX_LINKS = 1_200;
  private static final long FIND_MILLIS = 500;
  /** An address where nobody has ever answered is forgotten after so long, unless it is configured or told again. */
  private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(10);
  /** One where a member was is tried for as long as that member may catch up, however the others were found. */
  private static final long MEMBER_NANOS = TimeUnit.HOURS.toNanos(25);

  private final EngineSettings settings;
  private final Notices notices;
  private final Threads threads;
  private final TcpServer server;
  private final Consumer<EngineException> onRefusal;
  private final UUID instance = UUID.randomUUID();
  private final Map<Address, Link> links = new ConcurrentHashMap<>();
  private final Map<String, Link> byName = new ConcurrentHashMap<>();
  /** Addresses that lead to this very engine, or to a member by a second way. */
  private final Map<Address, Long> detours = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean joined;
  private volatile boolean refused;
  private volatile long firstTaken;
  private @Nullable Listener listener; // set before the first thread starts

  private JGroupsEngine(
      final EngineSettings settings,
      final TcpServer server,
      final Notices notices,
      final Threads threads,
      final Consumer<EngineException> onRefusal) {
    this.settings = settings;
    this.server = server;
    this.notices = notices;
    this.threads = threads;
    this.onRefusal = onRefusal;
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
    joined = true;
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
    threads.newThread(this::find, "find").start();
  }

  @Override
  public boolean send(final String member, final byte[] message) {
    final Link link = byName.get(member);
    return link != null && message.length <= Frames.MAX_MESSAGE && link.offer(Frames.data(message));
  }

  /** Looks up the configured peers, and forgets addresses of no more use. */
  private void find() {
    try {
      while (!closed.get()) {
        for (final String peer : settings.peers()) {
          HostPort.parse(peer).resolve().forEach(address -> want(address));
        }
        links.values().removeIf(link -> link.isStale(STALE_NANOS, MEMBER_NANOS) && closeLink(link));
        detours.values().removeIf(since -> System.nanoTime() - since > STALE_NANOS); // addresses change hands
        Thread.sleep(FIND_MILLIS);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private static boolean closeLink(final Link link) {
    link.close();
    return true;
  }

  private @Nullable Link want(final IpAddress address) {
    if (address.equals(server.localAddress()) || detours.containsKey(address) || closed.get()) {
      return null;
    }
    final Link known = links.get(address);
    if (known != null) {
      known.want();
      return known;
    }
    if (links.size() >= MAX_LINKS) {
      notices.once("links", "more than " + MAX_LINKS + " addresses: the others are not heard", null);
      return null;
    }
    final Link fresh = new Link(address, server, notices, threads);
    final Link before = links.putIfAbsent(address, fresh);
    if (before != null) {
      return before;
    }
    fresh.start();
    if (closed.get()) {
      fresh.close();
    }
    return fresh;
  }

  private Listener listener() {
    final Listener hearer = listener;
    if (hearer == null) {
      throw new IllegalStateException("not started");
    }
    return hearer;
  }

  private void welcome(final Link link, final Hello hello) throws IOException {
    if (hello.instance().equals(instance)) {
      detours.put(link.address, System.nanoTime());
      leave(link);
      throw new IOException("this is its own address");
    }
    if (hello.name().equals(settings.name())) {
      meetNamesake(link, hello);
    }
    final Link known = byName.get(hello.name());
    final Hello before = known == null || known == link ? null : known.peer();
    if (known != null && before != null) {
      if (before.instance().equals(hello.instance())) {
        detours.put(link.address, System.nanoTime());
        leave(link);
        throw new IOException("a second way to " + hello.name());
      }
      link.offer(Frames.peers(List.of(known.address)));
      link.offer(Frames.TAKEN_FRAME);
      throw new IOException("another " + hello.name() + " lives at " + known.address);
    }
    if (known != null && known != link) {
      leave(known); // that life of it is over, and this one is elsewhere
    }
    link.ready(hello);
    byName.put(hello.name(), link);
    tellAddresses(link);
    listener().hint(hello.name(), true);
  }

  /** One of two with the same name must go: who has not joined yet; of two equals, who has the greater instance. */
  private void meetNamesake(final Link link, final Hello hello) throws IOException {
    final boolean mine = joined == hello.joined() ? instance.compareTo(hello.instance()) < 0 : joined;
    if (!mine) {
      refuse("another member that is named " + settings.name() + " lives at " + link.address);
    }
    throw new IOException(link.address + " has my own name, " + hello.name());
  }

  /** Somebody knows a living namesake. It may have died just now, so a while passes before that counts. */
  private void taken(final Link link) {
    final long now = System.nanoTime();
    if (firstTaken == 0) {
      firstTaken = now;
    } else if (now - firstTaken > TAKEN_NANOS) {
      refuse("another member that is named " + settings.name() + " is known to " + link.address);
    }
  }

  private void refuse(final String why) {
    if (joined) {
      notices.once("taken", why, null);
    } else { // the join fails, and says why
      refused = true;
    }
    if (!closed.get()) {
      onRefusal.accept(new EngineException(Reason.NAME_TAKEN, why, null));
    }
  }

  private void tellAddresses(final Link newcomer) {
    final Collection<Link> others = byName.values();
    newcomer.offer(Frames.peers(others.stream().filter(link -> link != newcomer).map(link -> link.address).toList()));
    final byte[] news = Frames.peers(List.of(newcomer.address));
    others.stream().filter(link -> link != newcomer).forEach(link -> link.offer(news));
  }

  private void meet(final List<IpAddress> addresses) {
    for (final IpAddress address : addresses) {
      if (settings.tls() != null || address.getIpAddress().isLoopbackAddress()) {
        want(address);
      }
    }
  }

  private void leave(final Link link) {
    links.remove(link.address, link);
    link.close();
  }

  private void down(final Link link) {
    final Hello hello = link.peer();
    link.down();
    if (hello != null && byName.remove(hello.name(), link)) {
      listener().hint(hello.name(), false);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) { // atomic: only the first close goes on
      return;
    }
    try {
      final Collection<Link> ready = List.copyOf(byName.values());
      ready.forEach(link -> link.offer(Frames.BYE_FRAME));
      for (final Link link : ready) {
        link.drain();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    links.values().forEach(Link::close);
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
      final Link link = links.get(sender);
      try {
        if (link == null) {
          throw new IOException("it is not expected");
        }
        final boolean known = link.peer() != null;
        if (length < 1 || length > (known ? Frames.MAX_MESSAGE + 1 : Frames.MAX_HELLO)) {
          throw new IOException("a frame of " + length + " bytes");
        }
        link.admit(length);
        final byte[] frame = new byte[length];
        in.readFully(frame);
        take(link, frame, link.peer());
      } catch (final IOException | RuntimeException e) {
        if (!closed.get() && !refused && !detours.containsKey(sender)) {
          notices.ofOthers("sender " + e.getMessage(), "gave up a connection with " + sender, e);
        }
        throw e;
      }
    }

    private void take(final Link link, final byte[] frame, final @Nullable Hello from) throws IOException {
      final byte kind = frame[0];
      if (kind == Frames.HELLO) {
        welcome(link, Frames.helloOf(frame));
      } else if (from == null) {
        throw new IOException("it has not said hello");
      } else if (kind == Frames.TAKEN) {
        taken(link);
      } else if (kind == Frames.PEERS) {
        meet(Frames.peersOf(frame));
      } else if (kind == Frames.DATA) {
        listener().received(from.name(), Frames.messageOf(frame));
      } else if (kind == Frames.HEARD) {
        link.heard(Frames.heardOf(frame));
      } else if (kind == Frames.BYE) {
        down(link);
        leave(link);
      } else if (kind != Frames.PING) {
        throw new IOException("a frame of unknown kind " + kind);
      }
    }
  }

  /** Before JGroups hears of it: the hello is the first on a connection, and no close waits to say goodbye. */
  private final class Before implements ConnectionListener {
    @Override
    public void connectionEstablished(final Connection connection) {
      final Link link = want((IpAddress) connection.peerAddress());
      if (link != null) {
        try {
          final byte[] hello = Frames.hello(new Hello(instance, settings.name(), joined));
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
      final Link link = links.get(connection.peerAddress());
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
      final Link link = links.get(connection.peerAddress());
      if (link != null && !server.connectionEstablishedTo(link.address)) {
        down(link);
      }
    }
  }
}
