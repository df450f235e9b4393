package dev.quell.internal.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.internal.bag.Place;
import dev.quell.internal.index.KeyedHash;
import dev.quell.internal.owner.OwnerRecord.RoleGrant;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** K1 of walks over several roles: an owner that holds one of them all the time, if not the same one, is not missed. */
class OwnersTest {
  private static final Role LEFT = Role.of("left", "db");
  private static final Role RIGHT = Role.of("right", "db");

  private final Owners owners = new Owners(8, Long.MAX_VALUE, null, new KeyedHash(() -> 1), 1);
  private final Owner ann = Owner.of("ann", "db");
  private final OwnerRecord record = withSession(ann);

  private OwnerRecord withSession(final Owner owner) {
    final OwnerRecord attached = owners.attach(owner);
    attached.slots().add(1, new Place());
    return attached;
  }

  /** Both roles, left first; between the two, somebody else does something. */
  private Set<Role> leftThen(final Runnable between) {
    return new AbstractSet<>() {
      @Override
      public Iterator<Role> iterator() {
        final Iterator<Role> roles = List.of(LEFT, RIGHT).iterator();
        return new Iterator<>() {
          private int shown;

          @Override
          public boolean hasNext() {
            return roles.hasNext();
          }

          @Override
          public Role next() {
            if (shown++ == 1) {
              between.run();
            }
            return roles.next();
          }
        };
      }

      @Override
      public int size() {
        return 2;
      }

      @Override
      public boolean contains(final Object role) {
        return role.equals(LEFT) || role.equals(RIGHT);
      }
    };
  }

  private List<OwnerRecord> walk(final Runnable between) {
    final List<OwnerRecord> shown = new ArrayList<>();
    final HolderWalk holders = owners.holders(leftThen(between));
    for (OwnerRecord owner = holders.next(); owner != null; owner = holders.next()) {
      shown.add(owner);
    }
    return shown;
  }

  @Test
  void shouldShowAnOwnerThatExchangesItsRoleDuringTheWalk() {
    owners.replaceRoles(ann.withRoles(RIGHT));
    assertEquals(List.of(record), walk(() -> owners.replaceRoles(ann.withRoles(LEFT))));
  }

  /** Whoever replaces the roles stands still right after the new version is there: nothing has been counted yet. */
  @Test
  void shouldShowAnOwnerWhoseExchangeStandsStillDuringTheWalk() {
    owners.replaceRoles(ann.withRoles(RIGHT));
    final Owner bob = Owner.of("bob", "db").withRoles(LEFT);
    final OwnerRecord other = withSession(bob);
    owners.replaceRoles(bob);
    final RoleRecord<RoleGrant> left = other.roles().get(LEFT).role;
    left.tryAttach();
    final RoleGrant entry = new RoleGrant(record, left);
    left.grants.add(entry, entry);
    final RoleSet<RoleGrant> before = record.roles();
    final RoleSet<RoleGrant> after = RoleSet.of(ann.withRoles(LEFT), List.of(entry));
    final List<OwnerRecord> shown = walk(() -> record.casRoles(before, after));
    assertEquals(Set.of(record, other), Set.copyOf(shown));
  }

  /** A replacement by what the owner came with leaves a trace, even if that is the very same object. */
  @Test
  void shouldTakeNoStaleAnswerAfterAReplacementByTheOwnerOfTheFirstVersion() {
    final Deque<Supplier<Owner>> answers = new ArrayDeque<>();
    final Owners asking =
        new Owners(8, Long.MAX_VALUE, given -> answers.remove().get(), new KeyedHash(() -> 1), 1);
    final OwnerRecord asked = asking.attach(ann);
    answers.add(() -> {
      asking.replaceRoles(ann); // answered by the next
      return ann.withRoles(LEFT); // by a host that had looked before
    });
    answers.add(() -> ann);
    answers.add(() -> ann);
    asking.adoptRoles(asked, ann);
    assertEquals(Set.of(), asked.owner().roles());
    assertEquals(0, asking.roles());
  }

  @Test
  void shouldShowAnOwnerThatHoldsBothOnce() {
    owners.replaceRoles(ann.withRoles(LEFT, RIGHT));
    assertEquals(List.of(record), walk(() -> {}));
  }

  @Test
  void shouldNotShowAnOwnerThatHoldsNeither() {
    owners.replaceRoles(ann.withRoles(LEFT));
    owners.replaceRoles(ann.withRoles(Role.of("third", "db")));
    assertEquals(List.of(), walk(() -> {}));
  }
}
