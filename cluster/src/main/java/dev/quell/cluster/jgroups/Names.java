package dev.quell.cluster.jgroups;

import dev.quell.cluster.engine.Engine.Listener;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.engine.EngineException.Reason;
import dev.quell.cluster.jgroups.Frames.Hello;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of each link. Each connection begins with a hello in both directions; a name stands for one
 * engine, reached in one way, and of two engines with one name one must go.
 */
final class Names {
  /** For so long somebody may believe that a dead member lives. */
  private static final long TAKEN_NANOS = TimeUnit.MILLISECONDS.toNanos(JGroupsEngine.SILENCE_MILLIS + 1_000);

  private final String self;
  private final Links links;
  private final Notices notices;
  private final Consumer<EngineException> onRefusal;
  private final UUID instance = UUID.randomUUID();
  private final Map<String, Link> byName = new ConcurrentHashMap<>();
  private volatile boolean joined;
  private volatile boolean refused;
  private volatile long firstTaken;

  Names(
      final String self, final Links links, final Notices notices, final Consumer<EngineException> onRefusal) {
    this.self = self;
    this.links = links;
    this.notices = notices;
    this.onRefusal = onRefusal;
  }

  /** From now on it is the other one of its name that must yield. */
  void joined() {
    joined = true;
  }

  /** Whether the join has failed, since the name is taken. */
  boolean isRefused() {
    return refused;
  }

  Hello hello() {
    return new Hello(instance, self, joined);
  }

  /** The way to a member; null if it is not connected. */
  @Nullable
  Link of(final String member) {
    return byName.get(member);
  }

  /** The ways to all members that are connected. */
  Collection<Link> ready() {
    return List.copyOf(byName.values());
  }

  /** Takes a hello; throws if there is nothing more to be said over this connection. */
  void welcome(final Link link, final Hello hello, final Listener listener) throws IOException {
    if (hello.instance().equals(instance)) {
      links.leaveDetour(link);
      throw new IOException("this is its own address");
    }
    if (hello.name().equals(self)) {
      meetNamesake(link, hello);
    }
    final Link known = byName.get(hello.name());
    final Hello before = known == null || known == link ? null : known.peer();
    if (known != null && before != null) {
      if (before.instance().equals(hello.instance())) {
        links.leaveDetour(link);
        throw new IOException("a second way to " + hello.name());
      }
      link.offer(Frames.peers(List.of(known.address)));
      link.offer(Frames.TAKEN_FRAME);
      throw new IOException("another " + hello.name() + " lives at " + known.address);
    }
    if (known != null && known != link) {
      links.leave(known); // that life of it is over, and this one is elsewhere
    }
    link.ready(hello);
    byName.put(hello.name(), link);
    tellAddresses(link);
    listener.hint(hello.name(), true);
  }

  /** One of two with the same name must go: who has not joined yet; of two equals, who has the greater instance. */
  private void meetNamesake(final Link link, final Hello hello) throws IOException {
    final boolean mine = joined == hello.joined() ? instance.compareTo(hello.instance()) < 0 : joined;
    if (!mine) {
      refuse("another member that is named " + self + " lives at " + link.address);
    }
    throw new IOException(link.address + " has my own name, " + hello.name());
  }

  /** Somebody knows a living namesake. It may have died just now, so a while passes before that counts. */
  void taken(final Link link) {
    final long now = System.nanoTime();
    if (firstTaken == 0) {
      firstTaken = now;
    } else if (now - firstTaken > TAKEN_NANOS) {
      refuse("another member that is named " + self + " is known to " + link.address);
    }
  }

  private void refuse(final String why) {
    if (joined) {
      notices.once("taken", why, null);
    } else { // the join fails, and says why
      refused = true;
    }
    if (!links.isClosed()) {
      onRefusal.accept(new EngineException(Reason.NAME_TAKEN, why, null));
    }
  }

  private void tellAddresses(final Link newcomer) {
    final Collection<Link> others = byName.values();
    newcomer.offer(Frames.peers(others.stream().filter(link -> link != newcomer).map(link -> link.address).toList()));
    final byte[] news = Frames.peers(List.of(newcomer.address));
    others.stream().filter(link -> link != newcomer).forEach(link -> link.offer(news));
  }

  /** There is no connection any more. */
  void down(final Link link, final Listener listener) {
    final Hello hello = link.peer();
    link.down();
    if (hello != null && byName.remove(hello.name(), link)) {
      listener.hint(hello.name(), false);
    }
  }
}
