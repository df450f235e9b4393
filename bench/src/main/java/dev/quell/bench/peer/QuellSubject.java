package dev.quell.bench.peer;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import java.time.Duration;
import java.util.UUID;

/** Quell, as its users have it. */
final class QuellSubject implements Subject<Session, Operation> {
  private static final Duration AGES = Duration.ofDays(1);

  private final KillCore core;

  QuellSubject(final int maxSessions) {
    core = KillCore.builder().maxSessions(maxSessions).sessionTimeout(AGES).build();
  }

  @Override
  public Session open(final long high, final long low, final Owner owner) {
    return core.session(high, low, owner);
  }

  @Override
  public void openByUuid(final long high, final long low, final Owner owner) {
    core.openSession(high, low, owner);
  }

  @Override
  public boolean end(final Session session) {
    return session.end();
  }

  @Override
  public Operation newWork() {
    return core.operation();
  }

  @Override
  public void begin(final Operation work, final Session session) {
    session.begin(work);
  }

  @Override
  public void begin(final Operation work, final long high, final long low, final Owner owner) {
    core.begin(work, high, low, owner, null);
  }

  @Override
  public boolean isKilled(final Operation work) {
    return work.isKilled();
  }

  @Override
  public void awaitKill(final Operation work) throws InterruptedException {
    try {
      work.sleep(AGES);
      throw new IllegalStateException("nobody has killed the operation");
    } catch (final OperationKilledException e) {
      // what it waited for
    }
  }

  @Override
  public void endWork(final Operation work) {
    work.close();
  }

  @Override
  public long killSession(final UUID id) {
    return kill(KillPattern.session(id));
  }

  @Override
  public long killOwner(final Uid uid) {
    return kill(KillPattern.owner(uid));
  }

  @Override
  public long killRole(final Role role) {
    return kill(KillPattern.roles(role));
  }

  @Override
  public long killAll() {
    return kill(KillPattern.all());
  }

  private long kill(final KillPattern pattern) {
    return core.kill(pattern).sessionsMatched();
  }

  @Override
  public long list(final Visitor visitor) {
    return core.sessions().mapToLong(session -> show(session, visitor)).sum();
  }

  private static long show(final SessionInfo session, final Visitor visitor) {
    final UUID id = session.id();
    visitor.session(id.getMostSignificantBits(), id.getLeastSignificantBits(), session.owner().uid());
    return 1;
  }

  @Override
  public long sessions() {
    return core.telemetry().sessions();
  }

  @Override
  public void close() {
    core.close();
  }
}
