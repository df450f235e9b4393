package dev.quell.bench.open;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Measured;
import dev.quell.bench.setup.Population;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Question: what do opening and ending a session cost, next to a million others?
 *
 * <p>Aim: {@code existingOwner}, an owner chosen at random that has 100 other sessions, at most 500 ns and no garbage.
 * The slot is the one just given back and in cache; the bucket and the owner are not. {@code withObject} is the same
 * for a host that uses session objects: 32 B more. {@code replaced} ends a session at random and opens another of its
 * owner: nothing is in cache. {@code newOwner} makes and drops the records of an owner and of its role; the SHA-256 of
 * the owner's name is not in it.
 *
 * <p>Refuted if {@code existingOwner} takes more than 500 ns or leaves garbage.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar OpenEndBenchmark -prof gc}
 */
public class OpenEndBenchmark extends Measured {
  private static final int STRANGERS = 1 << 16;

  /** Where the UUIDs and the choice of owners come from: it allocates nothing and takes about a nanosecond. */
  @State(Scope.Thread)
  public static class Source {
    private final SplittableRandom random = new SplittableRandom(5);
    KillCore core;
    private Owner[] owners;

    @Setup
    public void start(final Population population) {
      core = population.core;
      owners = population.owners;
    }

    Session open(final Owner owner) {
      return core.session(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), owner);
    }

    boolean openEnd(final Owner owner) {
      final long high = Keys.version4(random.nextLong());
      final long low = Keys.variant2(random.nextLong());
      core.openSession(high, low, owner);
      return core.endSession(high, low, owner.uid());
    }

    Owner anyOwner() {
      return owners[random.nextInt(owners.length)];
    }
  }

  /** All sessions by handle, in random order. */
  @State(Scope.Thread)
  public static class Handles {
    Session[] sessions;
    private Population population;
    private int at;

    @Setup
    public void find(final Population all) {
      population = all;
      sessions = new Session[all.sessions];
      for (int i = 0; i < sessions.length; i++) {
        sessions[i] = all.session(i);
      }
    }

    int next() {
      final int i = at;
      at = i + 1 < sessions.length ? i + 1 : 0;
      return i;
    }

    Owner owner(final int i) {
      return population.owner(i);
    }

    @TearDown
    public void check() {
      for (final Session session : sessions) {
        Checks.that(session.isOpen(), "a session has ended");
      }
    }
  }

  /** Owners that have no session; whenever one comes its record was dropped long ago. */
  @State(Scope.Thread)
  public static class Strangers {
    private final Owner[] owners = new Owner[STRANGERS];
    private int at;

    @Setup
    public void make() {
      for (int i = 0; i < STRANGERS; i++) {
        owners[i] = Owner.of("stranger" + i, "shop", Role.of("strange" + i / Keys.OWNERS_PER_ROLE, "shop"));
      }
    }

    Owner next() {
      return owners[at++ & STRANGERS - 1];
    }
  }

  @Benchmark
  public boolean existingOwner(final Source source) {
    return source.openEnd(source.anyOwner());
  }

  @Benchmark
  public boolean withObject(final Source source) {
    return source.open(source.anyOwner()).end();
  }

  @Benchmark
  public boolean replaced(final Source source, final Handles handles) {
    final int i = handles.next();
    final boolean ended = handles.sessions[i].end();
    handles.sessions[i] = source.open(handles.owner(i));
    return ended;
  }

  @Benchmark
  public boolean newOwner(final Source source, final Strangers strangers) {
    return source.openEnd(strangers.next());
  }
}
