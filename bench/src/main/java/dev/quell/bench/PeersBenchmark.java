package dev.quell.bench;

import dev.quell.Owner;
import dev.quell.bench.peer.Subject;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: is Quell faster than what a good programmer writes by hand in an afternoon?
 *
 * <p>Expectation, from {@code reach.md}: a third of the peer's time or less in every row at a million sessions, and a hundredth for
 * {@code killAll}, which in the peer looks at every session. Both pass {@code SubjectContract}; both are called through the same
 * interface, of which a fork has loaded one implementation.
 *
 * <p>{@code findBeginEndCold} includes one {@code System.nanoTime()}, so that visits do not overlap, see {@link Walk#zeroAfterAllLoads}:
 * subtract {@code FindBeginEndBenchmark.orderAlone}. Kills find idle sessions, and one that is busy.
 *
 * <p>Refuted, row by row, where {@code indexedSync} is level or ahead: that row must be shown with the others.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar PeersBenchmark -prof gc}, two threads on one core: {@code -t 2}
 */
public class PeersBenchmark extends Measured {

  /** A subject with the sessions that {@link Keys} says. */
  @State(Scope.Benchmark)
  public static class Table {
    @Param({"quell", "indexedSync"})
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
        table.open(keys.high[i], keys.low[i], owner(i));
      }
      keys.reorder();
      Checks.equal("sessions of an owner", Keys.SESSIONS_PER_OWNER, table.killOwner(owners[0].uid()));
      Checks.equal("sessions of a role", Keys.SESSIONS_PER_ROLE, table.killRole(keys.role(0)));
      check();
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
      Checks.equal("sessions killed", sessions, table.killAll());
    }
  }

  /** One thread's session, work and choices. */
  @State(Scope.Thread)
  public static class Hands {
    private final SplittableRandom random = new SplittableRandom(8);
    Subject<Object, Object> table;
    Object session;
    Object work;
    private Keys keys;
    private Owner[] owners;
    private Object busy;
    private int at;

    @Setup
    public void take(final Table all) {
      table = all.table;
      keys = all.keys;
      owners = all.owners;
      session = table.open(keys.high[0], keys.low[0], all.owner(0));
      work = table.newWork();
      busy = table.newWork();
      table.begin(busy, keys.high[1], keys.low[1], all.owner(1));
    }

    int next() {
      final int i = at + 1;
      return at = i < keys.size() ? i : 0;
    }

    Owner anyOwner() {
      return owners[random.nextInt(owners.length)];
    }

    @TearDown
    public void check() {
      table.killAll();
      Checks.that(table.isKilled(busy), "the busy session's work is alive");
      table.endWork(busy);
    }
  }

  @Benchmark
  public Object beginEnd(final Hands hands) {
    final Object work = hands.work;
    hands.table.begin(work, hands.session);
    hands.table.endWork(work);
    return work;
  }

  @Benchmark
  public void findBeginEndCold(final Hands hands) {
    final int i = hands.next();
    hands.table.begin(hands.work, hands.keys.high[i], hands.keys.low[i], hands.owners[hands.keys.ownerOf[i]]);
    hands.table.endWork(hands.work);
    hands.at += Walk.zeroAfterAllLoads();
  }

  @Benchmark
  public boolean openEnd(final Hands hands) {
    final long high = Keys.version4(hands.random.nextLong());
    final long low = Keys.variant2(hands.random.nextLong());
    return hands.table.end(hands.table.open(high, low, hands.anyOwner()));
  }

  @Benchmark
  public long killByUuid(final Hands hands) {
    return hands.table.killSession(hands.keys.id(hands.next()));
  }

  @Benchmark
  public long killByUid(final Hands hands) {
    return hands.table.killOwner(hands.anyOwner().uid());
  }

  @Benchmark
  public long killByRole(final Hands hands) {
    return hands.table.killRole(hands.anyOwner().roles().iterator().next());
  }

  @Benchmark
  public long killAll(final Hands hands) {
    return hands.table.killAll();
  }
}
