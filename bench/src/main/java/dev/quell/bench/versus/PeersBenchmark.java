package dev.quell.bench.versus;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Walk;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Question: is Quell faster than what others do, and than what a good programmer writes by hand in an afternoon?
 *
 * <p>Expectation: two thirds of the time of {@code indexedSync} or less for finding, beginning, ending and opening at a
 * million sessions; level with it for kills by UUID, uid and role, where both look at what they match and no more; a
 * tenth for {@code killAll}, which in a peer looks at every session object. The kills by uid and role of the peers
 * called {@code scan} do so too. All pass {@code SubjectContract}; all are called through the same interface, of which
 * a fork has loaded one implementation.
 *
 * <p>A peer with {@code synchronized} depends on the state of its monitors: one that a thread has once waited in is
 * quicker to enter and leave, on JDK 17 by far.
 *
 * <p>Quell remembers in an {@link Owner} what it found for it, and an uid that is the same object is equal at a glance:
 * {@code findBeginEndCold} uses ten thousand owners for a million sessions, {@code findBeginEndColdOwnOwner} a million,
 * each of which was used once before.
 *
 * <p>{@code findBeginEndCold} and {@code killByUuid} include one {@code System.nanoTime()}, so that visits do not
 * overlap, see {@link Walk#zeroAfterAllLoads}: subtract {@code FindBeginEndBenchmark.orderAlone}. Kills find idle
 * sessions, and one that is busy; {@link PeersBusyBenchmark} has kills that kill.
 *
 * <p>A work is consumed between its begin and its end, or else the compiler may make one locked block of the two that
 * some peers have, as no caller that works in between would let it.
 *
 * <p>Refuted, row by row, where a peer is level or ahead: that row must be shown with the others.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar PeersBenchmark -prof gc}, with {@code -p subject=quell,indexedSync}
 * for the two that matter most, and with {@code -t 2}; two threads in one session: {@link PeersTwoThreadsBenchmark}
 */
public class PeersBenchmark extends Measured {

  /** One thread's session, work and choices. */
  @State(Scope.Thread)
  public static class Hands {
    private SplittableRandom random;
    Subject<Object, Object> table;
    Object session;
    private Object[] works; // keeps neighbours of the work that nobody uses
    Object work;
    private Keys keys;
    private Owner[] owners;
    private List<Uid> uids;
    private List<Role> roles;
    private Object busy;
    private boolean alone;
    private int first;
    private int at;
    private int atUid;
    private int atRole;

    /** Threads have nothing in common: each has its own session, and they walk as far apart as they can. */
    @Setup
    public void take(final PeerTable all, final ThreadParams thread) {
      final double share = (double) thread.getThreadIndex() / thread.getThreadCount();
      random = new SplittableRandom(8 + thread.getThreadIndex());
      alone = thread.getThreadCount() == 1;
      table = all.table;
      keys = all.keys;
      owners = all.owners;
      uids = Keys.uids(owners);
      roles = Keys.names(keys.roles(), keys::role);
      first = at = (int) (share * keys.size());
      atUid = (int) (share * uids.size());
      atRole = (int) (share * roles.size());
      session = all.session(first);
      works = PeerTable.newWorks(table);
      work = works[works.length / 2];
      busy = table.newWork();
      table.begin(busy, keys.high[first + 1], keys.low[first + 1], all.owner(first + 1));
    }

    int next() {
      final int i = at + 1;
      return at = i < keys.size() ? i : 0;
    }

    void findBeginEnd(final int i, final Blackhole between) {
      findBeginEnd(i, owners[keys.ownerOf[i]], between);
    }

    void findBeginEnd(final int i, final Owner owner, final Blackhole between) {
      table.begin(work, keys.high[i], keys.low[i], owner);
      between.consume(work);
      table.endWork(work);
    }

    void waitForLoads() {
      at += Walk.zeroAfterAllLoads();
    }

    Uid nextUid() {
      atUid = atUid + 1 < uids.size() ? atUid + 1 : 0;
      return uids.get(atUid);
    }

    Role nextRole() {
      atRole = atRole + 1 < roles.size() ? atRole + 1 : 0;
      return roles.get(atRole);
    }

    Owner anyOwner() {
      return owners[random.nextInt(owners.length)];
    }

    /** Of several threads, one closes the table while another may still be on its way here. */
    @TearDown
    public void check() {
      if (!alone) {
        return;
      }
      table.killAll();
      Checks.that(table.isKilled(busy), "the busy session's work is alive");
      table.endWork(busy);
    }
  }

  /** An owner object for each session, with a uid of its own, as a connection has, in the order of the walk. */
  @State(Scope.Thread)
  public static class OwnOwners {
    private Owner[] owners;

    @Setup
    public void copy(final PeerTable all) {
      owners = new Owner[all.sessions];
      for (int i = 0; i < owners.length; i++) {
        owners[i] = Owner.ofUid(Keys.copy(all.owner(i).uid()));
        all.table.open(all.keys.high[i], all.keys.low[i], owners[i]); // finds it; Quell remembers from here on
      }
    }
  }

  @Benchmark
  public Object beginEnd(final Hands hands, final Blackhole between) {
    final Object work = hands.work;
    hands.table.begin(work, hands.session);
    between.consume(work);
    hands.table.endWork(work);
    return work;
  }

  @Benchmark
  public Object findBeginEndHot(final Hands hands, final Blackhole between) {
    hands.findBeginEnd(hands.first, between);
    return hands.work;
  }

  @Benchmark
  public void findBeginEndCold(final Hands hands, final Blackhole between) {
    hands.findBeginEnd(hands.next(), between);
    hands.waitForLoads();
  }

  @Benchmark
  public void findBeginEndColdOwnOwner(final Hands hands, final OwnOwners own, final Blackhole between) {
    final int i = hands.next();
    hands.findBeginEnd(i, own.owners[i], between);
    hands.waitForLoads();
  }

  @Benchmark
  public boolean openEnd(final Hands hands) {
    final long high = Keys.version4(hands.random.nextLong());
    final long low = Keys.variant2(hands.random.nextLong());
    return hands.table.end(hands.table.open(high, low, hands.anyOwner()));
  }

  @Benchmark
  public long killByUuid(final Hands hands) {
    final long matched = hands.table.killSession(hands.keys.id(hands.next()));
    hands.waitForLoads();
    return matched;
  }

  @Benchmark
  public long killByUid(final Hands hands) {
    return hands.table.killOwner(hands.nextUid());
  }

  @Benchmark
  public long killByRole(final Hands hands) {
    return hands.table.killRole(hands.nextRole());
  }

  @Benchmark
  public long killAll(final Hands hands) {
    return hands.table.killAll();
  }
}
