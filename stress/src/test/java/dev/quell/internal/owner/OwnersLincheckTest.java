package dev.quell.internal.owner;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.internal.bag.Place;
import dev.quell.internal.index.KeyedHash;
import dev.quell.stress.lincheck.Checks;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Who has sessions and holds which role. Coming and going of sessions is linearizable as a count with a limit that is
 * never passed; roles are linearizable as a set that is replaced as a whole: whoever holds one of several roles all the
 * while is met by a walk over them, even while it exchanges one for another.
 */
class OwnersLincheckTest {
  private static ModelCheckingOptions ofSessions(final Class<?> test) {
    return Checks.modelChecking(2, 3, 4, 100)
        .addGuarantee(Checks.maps())
        .sequentialSpecification(Counts.class)
        .addCustomScenario(
            scenario(
                test, // up to the limit, and over it
                List.of(call("attach", 1), call("attach", 1), call("detach", 1)),
                List.of(call("attach", 2), call("attach", 2))))
        .addCustomScenario(
            scenario(
                test, // the last one goes while the next one comes
                List.of(call("attach", 1), call("detach", 1), call("isThere")),
                List.of(call("attach", 2), call("detach", 2))));
  }

  private static ModelCheckingOptions ofRoles(final Class<?> test) {
    return withExchange(Checks.modelChecking(2, 3, 4, 100).addGuarantee(Checks.maps()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withExchange(Checks.stress(2, 3, 1, 500), test);
  }

  private static <T extends Options<T, ?>> T withExchange(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Held.class)
        .addCustomScenario(
            scenario(
                test, // one role is exchanged for the other
                List.of(call("holdsAny"), call("holdsAny")),
                List.of(call("replace", 2), call("replace", 1), call("replace", 2), call("replace", 1))));
  }

  @Test
  void shouldCountSessionsUpToTheLimit() {
    Checks.passes(ofSessions(Sessions.class), Sessions.class);
  }

  @Test
  void shouldFindALimitThatIsLookedAtBefore() {
    Checks.finds(ofSessions(LimitLookedAtBefore.class), LimitLookedAtBefore.class);
  }

  @Test
  void shouldMeetWhoHoldsOneOfTheRoles() {
    Checks.passes(ofRoles(Roles.class), Roles.class);
  }

  @Test
  void shouldFindAWalkThatTakesTheRolesOneByOne() {
    Checks.finds(ofRoles(RolesOneByOne.class), RolesOneByOne.class);
  }

  @Test
  void shouldMeetWhoHoldsOneOfTheRolesOnRealThreads() {
    Checks.passes(stress(Roles.class), Roles.class);
  }

  @Test
  void shouldFindAWalkThatTakesTheRolesOneByOneOnRealThreads() {
    Checks.finds(stress(Roles.class), RolesOneByOne.class);
  }

  private static Owners newOwners(final long limit) {
    return new Owners(1, limit, null, new KeyedHash(new SplittableRandom(7)::nextLong), 7);
  }

  // ---- sessions

  /** How many sessions the owner has; at the most three. */
  public static class Counts {
    private final int[] of = new int[3];

    public boolean attach(final int thread) {
      if (of[1] + of[2] == Sessions.LIMIT) {
        return false;
      }
      of[thread]++;
      return true;
    }

    public boolean detach(final int thread) {
      if (of[thread] == 0) {
        return false;
      }
      of[thread]--;
      return true;
    }

    public boolean isThere() {
      return of[1] + of[2] > 0;
    }
  }

  /** The shipped class. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Sessions {
    static final int LIMIT = 3;
    final Owner owner = Owner.of("ann", "db");
    final Owners owners = newOwners(limit());
    private final OwnerRecord[][] attached = new OwnerRecord[3][8]; // each row by its thread alone
    private final int[] count = new int[3];

    long limit() {
      return LIMIT;
    }

    OwnerRecord tryAttach() {
      return owners.attach(owner);
    }

    @Operation
    public boolean attach(@Param(name = "thread") final int thread) {
      final OwnerRecord record = tryAttach();
      if (record == null) {
        return false;
      }
      attached[thread][count[thread]++] = record;
      return true;
    }

    @Operation
    public boolean detach(@Param(name = "thread") final int thread) {
      if (count[thread] == 0) {
        return false;
      }
      owners.detach(attached[thread][--count[thread]]);
      return true;
    }

    @Operation
    public boolean isThere() {
      return owners.find(owner.uid()) != null;
    }
  }

  /** Looks how many there are, and then counts one more. */
  public static class LimitLookedAtBefore extends Sessions {
    @Override
    long limit() {
      return Long.MAX_VALUE;
    }

    @Override
    OwnerRecord tryAttach() {
      final OwnerRecord found = owners.find(owner.uid());
      if (found != null && found.sessions() >= LIMIT) {
        return null;
      }
      Checks.window();
      return owners.attach(owner);
    }
  }

  // ---- roles

  private static final Role A = Role.of("a", "db");
  private static final Role B = Role.of("b", "db");
  private static final List<Set<Role>> ROLES = List.of(Set.of(), Set.of(A), Set.of(B), Set.of(A, B));

  /** Which roles the owner holds. */
  public static class Held {
    private Set<Role> roles = ROLES.get(1);

    public void replace(final int with) {
      roles = ROLES.get(with);
    }

    public boolean holdsA() {
      return roles.contains(A);
    }

    public boolean holdsAny() {
      return !roles.isEmpty();
    }
  }

  /** The shipped class; the owner has a session all the while. */
  @Param(name = "roles", gen = IntGen.class, conf = "0:3")
  public static class Roles {
    final Owners owners = newOwners(Long.MAX_VALUE);
    final OwnerRecord record = owners.attach(Owner.of("ann", "db"));

    public Roles() {
      record.slots().add(0, new Place());
      replace(1);
    }

    @Operation
    public void replace(@Param(name = "roles") final int with) {
      owners.replaceRoles(Owner.of("ann", "db", ROLES.get(with).toArray(new Role[0])));
    }

    @Operation
    public boolean holdsA() {
      return meets(Set.of(A));
    }

    @Operation
    public boolean holdsAny() {
      return meets(Set.of(A, B));
    }

    final boolean meets(final Set<Role> roles) {
      return owners.holders(roles).next() != null;
    }
  }

  /** A walk over one role, and then a walk over the other. */
  public static class RolesOneByOne extends Roles {
    @Override
    @Operation
    public boolean holdsAny() {
      if (meets(Set.of(A))) {
        return true;
      }
      Checks.window();
      return meets(Set.of(B));
    }
  }
}
