package dev.quell.bench.outside;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionEndedException;
import dev.quell.Uid;
import dev.quell.bench.peer.Subject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** The registry of a host: one map under one lock, and every kill looks at all sessions. */
final class MapSubject implements Subject<MapSubject.Session, MapSubject.Work> {
  /** A key of the map. */
  record Key(UUID id, Uid uid) {}

  /** What is open. */
  static final class Session {
    private final Key key;
    private final Owner owner;
    private final Set<Work> works = new HashSet<>();
    private boolean ended;

    private Session(final Key key, final Owner owner) {
      this.key = key;
      this.owner = owner;
    }
  }

  /** What runs. */
  static final class Work {
    private Session session;
    private CountDownLatch killed = new CountDownLatch(1);
  }

  private final Map<Key, Session> sessions = new HashMap<>();
  private final Map<Uid, Owner> told = new HashMap<>();

  @Override
  public synchronized Session open(final long high, final long low, final Owner owner) {
    final Key key = new Key(new UUID(high, low), owner.uid());
    final Session there = sessions.get(key);
    if (there != null) {
      return there;
    }
    told.put(owner.uid(), owner);
    final Session session = new Session(key, owner);
    sessions.put(key, session);
    return session;
  }

  @Override
  public synchronized boolean end(final Session session) {
    session.ended = true;
    return sessions.remove(session.key, session);
  }

  @Override
  public Work newWork() {
    return new Work();
  }

  @Override
  public synchronized void begin(final Work work, final Session session) {
    if (session.ended) {
      throw new SessionEndedException();
    }
    work.session = session;
    work.killed = new CountDownLatch(1);
    session.works.add(work);
  }

  @Override
  public synchronized void begin(final Work work, final long high, final long low, final Owner owner) {
    begin(work, open(high, low, owner));
  }

  @Override
  public boolean isKilled(final Work work) {
    return work.killed.getCount() == 0;
  }

  @Override
  public void awaitKill(final Work work) throws InterruptedException {
    work.killed.await();
  }

  @Override
  public synchronized void endWork(final Work work) {
    work.session.works.remove(work);
  }

  private synchronized long kill(final Predicate<Session> matches) {
    long matched = 0;
    for (final Session session : sessions.values()) {
      if (matches.test(session)) {
        matched++;
        session.works.forEach(work -> work.killed.countDown());
      }
    }
    return matched;
  }

  @Override
  public long killSession(final UUID id) {
    return kill(session -> session.key.id().equals(id));
  }

  @Override
  public long killOwner(final Uid uid) {
    return kill(session -> session.key.uid().equals(uid));
  }

  @Override
  public long killRole(final Role role) {
    return kill(session -> told.get(session.owner.uid()).roles().contains(role));
  }

  @Override
  public long killAll() {
    return kill(session -> true);
  }

  @Override
  public synchronized long list(final Visitor visitor) {
    sessions.keySet().forEach(
        key -> visitor.session(key.id().getMostSignificantBits(), key.id().getLeastSignificantBits(), key.uid()));
    return sessions.size();
  }

  @Override
  public synchronized long sessions() {
    return sessions.size();
  }

  @Override
  public void close() {}
}
