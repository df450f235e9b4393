package dev.quell.bench.versus;

import dev.quell.Owner;
import dev.quell.Uid;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Keys;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A subject with the sessions that {@link Keys} says. */
@State(Scope.Benchmark)
public class PeerTable {
  @Param({
    "quell", "scan", "scanMutex", "scanPartitioned", "rwLock", "indexed", "indexedSync", "jctools", "cqengine"
  })
  public String subject;

  @Param("1000000")
  public int sessions;

  Subject<Object, Object> table;
  Keys keys;
  Owner[] owners;

  @Setup
  @SuppressWarnings("unchecked") // sessions and works only come from the subject and go back to it
  public void open() {
    keys = new Keys(sessions);
    owners = keys.newOwners();
    table = (Subject<Object, Object>) Subject.named(subject, sessions + 1_024);
    for (int i = 0; i < sessions; i++) {
      session(i);
    }
    keys.reorder();
    Checks.equal("sessions of an owner", Keys.SESSIONS_PER_OWNER, table.killOwner(owners[0].uid()));
    Checks.equal("sessions of a role", Keys.SESSIONS_PER_ROLE, table.killRole(keys.role(0)));
    check();
  }

  /** One for a program, which must close it. */
  public static PeerTable filled(final String subject, final int sessions) {
    final PeerTable filled = new PeerTable();
    filled.subject = subject;
    filled.sessions = sessions;
    filled.open();
    return filled;
  }

  public Subject<Object, Object> table() {
    return table;
  }

  /** Works of which the middle one shares no line with those of another thread, wherever the collector puts them. */
  static Object[] newWorks(final Subject<Object, Object> table) {
    return Stream.generate(table::newWork).limit(9).toArray();
  }

  /** Finds the session of the i-th key and begins in it. */
  public void begin(final Object work, final int i) {
    table.begin(work, keys.high[i], keys.low[i], owner(i));
  }

  /** Kills in the sessions of the owner of the i-th key. */
  public void killOwnerOf(final int i) {
    Checks.equal("sessions of an owner killed", Keys.SESSIONS_PER_OWNER, table.killOwner(owner(i).uid()));
  }

  public void killAll() {
    Checks.equal("sessions killed", sessions, table.killAll());
  }

  /** Lists all; answers something that needs every part of each session. */
  public long list() {
    final Seen seen = new Seen();
    Checks.equal("sessions listed", sessions, table.list(seen));
    return seen.sum;
  }

  private static final class Seen implements Subject.Visitor {
    private long sum;

    @Override
    public void session(final long high, final long low, final Uid uid) {
      sum += high ^ low ^ uid.part(0);
    }
  }

  /** The session of the i-th key. */
  Object session(final int i) {
    return table.open(keys.high[i], keys.low[i], owner(i));
  }

  Owner owner(final int i) {
    return owners[keys.ownerOf[i]];
  }

  @TearDown
  public void close() {
    check();
    table.close();
  }

  private void check() {
    Checks.equal("sessions", sessions, table.sessions());
    killAll();
  }
}
