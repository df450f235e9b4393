package dev.quell.bench.versus;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Measured;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: is Quell faster than the peers of {@link PeersBenchmark} where a kill really kills?
 *
 * <p>{@code byUid} and {@code byRole} ask what {@code KillBusyBenchmark} does: a tenth of all sessions, chosen at
 * random, run a work; all owners, or all roles, are killed once; then the works end and begin anew, outside of the
 * measured time. {@code everything} asks what {@code KillEverythingBenchmark} does in {@code again}: so many works run,
 * and one kill finds them all.
 *
 * <p>Expectation: Quell pays more for each work than a peer that raises a flag under a lock which nobody else wants, as
 * it claims the run, tells the reason, counts, and wakes; and less for each session that is idle.
 *
 * <p>Refuted, row by row, where a peer is level or ahead: that row must be shown with the others.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar PeersBusyBenchmark -prof gc}, with {@code -p
 * subject=quell,indexedSync} for the two that matter most
 */
public class PeersBusyBenchmark extends Measured {
  private static final int ONE_BUSY_OF = 10;
  /** Few, as a scan of a million sessions for each takes its time. */
  private static final int KILLS = 10;

  /** Works that run in sessions of their own, chosen at random. */
  abstract static class Works {
    private int population;
    Subject<Object, Object> table;
    private Object[] sessions;
    private Object[] works;

    void choose(final PeerTable all, final int count) {
      population = all.sessions;
      table = all.table;
      sessions = new Object[count];
      works = new Object[count];
      for (int i = 0; i < count; i++) {
        sessions[i] = all.session(i);
        works[i] = table.newWork();
      }
    }

    void beginAll() {
      for (int i = 0; i < works.length; i++) {
        table.begin(works[i], sessions[i]);
        Checks.that(!table.isKilled(works[i]), "a work was dead when it began");
      }
    }

    boolean isKilled(final int i) {
      return table.isKilled(works[i]);
    }

    void endAll() {
      for (final Object work : works) {
        table.endWork(work);
      }
    }

    int count() {
      return works.length;
    }

    long killAll() {
      final long matched = table.killAll();
      Checks.equal("sessions killed", population, matched);
      return matched;
    }
  }

  /**
   * Works in a tenth of the sessions, and names that together match all sessions once.
   *
   * @param <N> what names whom to kill
   */
  abstract static class Busy<N> extends Works {
    private PeerTable all;
    private List<N> names;
    private Function<Owner, N> nameOf;
    private int at;

    void choose(final PeerTable population, final List<N> chosen, final Function<Owner, N> ofOwner) {
      Checks.equal("names left over after the last invocation of a round", 0, chosen.size() % KILLS);
      choose(population, population.sessions / ONE_BUSY_OF);
      all = population;
      names = chosen;
      nameOf = ofOwner;
    }

    @Setup(Level.Invocation)
    public void renew() {
      if (at == names.size()) {
        endRound();
      }
      if (at == 0) {
        beginAll();
      }
    }

    private void endRound() {
      final Set<N> killed = Set.copyOf(names.subList(0, at));
      for (int i = 0; i < count(); i++) {
        final boolean wanted = killed.contains(nameOf.apply(all.owner(i)));
        Checks.that(isKilled(i) == wanted, wanted ? "a work is alive" : "a work was killed that nobody named");
      }
      endAll();
      at = 0;
    }

    N next() {
      return names.get(at++);
    }

    @TearDown
    public void end() {
      Checks.that(at > 0, "nothing was killed");
      endRound();
    }
  }

  /** Every owner. */
  @State(Scope.Thread)
  public static class Uids extends Busy<Uid> {
    @Setup
    public void choose(final PeerTable all) {
      choose(all, Keys.uids(all.owners), Owner::uid);
    }
  }

  /** Every role. */
  @State(Scope.Thread)
  public static class Roles extends Busy<Role> {
    @Setup
    public void choose(final PeerTable all) {
      choose(all, Keys.names(all.keys.roles(), all.keys::role), owner -> owner.roles().iterator().next());
    }
  }

  /** So many works, all alive before each kill of everything and dead after it. */
  @State(Scope.Thread)
  public static class Running extends Works {
    @Param({"16", "10000"})
    public int running;

    @Setup
    public void choose(final PeerTable all) {
      choose(all, running);
    }

    @Setup(Level.Invocation)
    public void begin() {
      beginAll();
    }

    @TearDown(Level.Invocation)
    public void end() {
      for (int i = 0; i < count(); i++) {
        Checks.that(isKilled(i), "a work is alive");
      }
      endAll();
    }
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public long byUid(final Uids targets) {
    long matched = 0;
    for (int i = 0; i < KILLS; i++) {
      matched += targets.table.killOwner(targets.next());
    }
    Checks.equal("sessions of owners killed", KILLS * Keys.SESSIONS_PER_OWNER, matched);
    return matched;
  }

  @Benchmark
  @OperationsPerInvocation(KILLS)
  public long byRole(final Roles targets) {
    long matched = 0;
    for (int i = 0; i < KILLS; i++) {
      matched += targets.table.killRole(targets.next());
    }
    Checks.equal("sessions of roles killed", KILLS * Keys.SESSIONS_PER_ROLE, matched);
    return matched;
  }

  @Benchmark
  public long everything(final Running running) {
    return running.killAll();
  }
}
