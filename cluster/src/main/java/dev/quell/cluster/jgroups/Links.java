package dev.quell.cluster.jgroups;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jgroups.Address;
import org.jgroups.blocks.cs.TcpServer;
import org.jgroups.stack.IpAddress;
import org.jspecify.annotations.Nullable;

/** The addresses where members may be, and the way to each. The configured ones are looked up again and again. */
final class Links {
  private static final int MAX_LINKS = 1_200;
  private static final long FIND_MILLIS = 500;
  /** An address where nobody has ever answered is forgotten after so long, unless it is configured or told again. */
  private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(10);
  /** One where a member was is tried for as long as that member may catch up, however the others were found. */
  private static final long MEMBER_NANOS = TimeUnit.HOURS.toNanos(25);

  private final EngineSettings settings;
  private final TcpServer server;
  private final Notices notices;
  private final Room room;
  private final Threads threads;
  private final Map<Address, Link> links = new ConcurrentHashMap<>();
  /** Addresses that lead to this very engine, or to a member by a second way. */
  private final Map<Address, Long> detours = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  Links(
      final EngineSettings settings, final TcpServer server, final Notices notices, final Room room,
      final Threads threads) {
    this.settings = settings;
    this.server = server;
    this.notices = notices;
    this.room = room;
    this.threads = threads;
  }

  void start() {
    threads.newThread(this::find, "find").start();
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

  /** The way to an address, from now on if there was none; null if none is wanted. */
  @Nullable
  Link want(final IpAddress address) {
    if (address.equals(server.localAddress()) || isDetour(address) || closed.get()) {
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
    final Link fresh = new Link(address, server, notices, room, threads);
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

  /** Others say that members are there. */
  void meet(final List<IpAddress> addresses) {
    for (final IpAddress address : addresses) {
      if (settings.tls() != null || address.getIpAddress().isLoopbackAddress()) {
        want(address);
      }
    }
  }

  /** The way to an address; null if there is none. */
  @Nullable
  Link at(final Address address) {
    return links.get(address);
  }

  void leave(final Link link) {
    links.remove(link.address, link);
    link.close();
  }

  /** This address is of no use as long as it leads where it does. */
  void leaveDetour(final Link link) {
    detours.put(link.address, System.nanoTime());
    leave(link);
  }

  boolean isDetour(final Address address) {
    return detours.containsKey(address);
  }

  /**
   * No more links are made.
   *
   * @return whether they were until now
   */
  boolean beginClose() {
    return closed.compareAndSet(false, true); // atomic: only the first close goes on
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Closes the ways to all, after what waits for these has been sent. */
  void close(final Collection<Link> ready) {
    try {
      for (final Link link : ready) {
        link.drain();
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    links.values().forEach(Link::close);
  }
}
