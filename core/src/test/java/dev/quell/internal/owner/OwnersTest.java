package dev.quell.internal.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.internal.bag.NoMemoryBag;
import dev.quell.internal.bag.Place;
import dev.quell.internal.index.KeyedHash;
import java.lang.reflect.Field;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void shouldLeaveNoRoleBehindWhenTheNextOneHasNoMemory() throws Exception {
    final Owner bob = Owner.of("bob", "db", RIGHT);
    final OwnerRecord other = withSession(bob);
    owners.adoptRoles(other, bob);
    final Field bag = RoleRecord.class.getDeclaredField("owners");
    bag.setAccessible(true);
    bag.set(other.roles().record(0), new NoMemoryBag<OwnerRecord>());
    assertThrows(OutOfMemoryError.class, () -> owners.replaceRoles(Owner.of("ann", "db", LEFT, RIGHT)));
    assertEquals(1, owners.roles(), "left is held by nobody");
    assertEquals(1, other.roles().record(0).holders(), "right is held by bob alone");
    assertNull(owners.holders(Set.of(LEFT)).next());
  }

  private List<OwnerRecord> walk(final Runnable between) {
    final List<OwnerRecord> shown = new ArrayList<>();
    final HolderWalk holders = owners.holders(leftThen(between));
    for (OwnerRecord owner = holders.next(); owner != null; owner = holders.next()) {
      shown.add(owner);
    }
    return shown;
  }

  private List<OwnerRecord> walkOver(final Role role) {
    final List<OwnerRecord> shown = new ArrayList<>();
    final HolderWalk holders = owners.holders(Set.of(role));
    for (OwnerRecord owner = holders.next(); owner != null; owner = holders.next()) {
      shown.add(owner);
    }
    return shown;
  }

  /** One more entry of ann's, as a change makes it that is not installed yet. */
  private Place entry(final RoleRecord<OwnerRecord> role) {
    final Place place = new Place();
    role.owners.add(record, place);
    return place;
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
    final RoleRecord<OwnerRecord> left = other.roles().record(0);
    left.tryAttach();
    final Place entry = entry(left);
    final RoleSet<OwnerRecord> before = record.roles();
    final RoleSet<OwnerRecord> after = RoleSet.of(ann.withRoles(LEFT), 1);
    after.enter(0, left, entry.chunk(), entry.place());
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

  /** A change that is not installed yet, or that has not emptied yet what it replaced, has entries in the bag, too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 20})
  void shouldNotShowAnOwnerByAnEntryThatIsNotCurrent(final int held) {
    final Role[] roles = roles(held);
    owners.replaceRoles(ann.withRoles(roles));
    for (final Role role : roles) {
      final RoleRecord<OwnerRecord> entries = record.roles().record(record.roles().indexOf(role));
      entry(entries);
      entry(entries);
      assertEquals(List.of(record), walkOver(role));
    }
    owners.replaceRoles(ann.withRoles());
    for (final Role role : roles) {
      assertEquals(List.of(), walkOver(role));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 20})
  void shouldKeepTheEntryOfARoleThatStays(final int others) {
    owners.replaceRoles(ann.withRoles(LEFT));
    final RoleSet<OwnerRecord> first = record.roles();
    final List<Role> held = new ArrayList<>(List.of(roles(others)));
    held.add(LEFT);
    owners.replaceRoles(ann.withRoles(held));
    assertSameEntry(first, record.roles());
    held.removeIf(role -> role.role().endsWith("1"));
    held.add(RIGHT);
    owners.replaceRoles(ann.withRoles(held));
    assertSameEntry(first, record.roles());
    held.forEach(role -> assertEquals(List.of(record), walkOver(role)));
    assertEquals(held.size(), owners.roles());
    owners.replaceRoles(ann.withRoles(LEFT));
    assertSameEntry(first, record.roles());
    assertEquals(1, owners.roles());
    owners.detach(record);
    assertEquals(0, owners.roles());
  }

  private static void assertSameEntry(final RoleSet<OwnerRecord> before, final RoleSet<OwnerRecord> now) {
    final int at = now.indexOf(LEFT);
    assertSame(before.record(0), now.record(at));
    assertSame(before.chunk(0), now.chunk(at));
    assertEquals(before.place(0), now.place(at));
  }

  private static Role[] roles(final int count) {
    return IntStream.range(0, count).mapToObj(i -> Role.of("role" + i, "db")).toArray(Role[]::new);
  }

  @Test
  void shouldNotShowAnOwnerThatHoldsNeither() {
    owners.replaceRoles(ann.withRoles(LEFT));
    owners.replaceRoles(ann.withRoles(Role.of("third", "db")));
    assertEquals(List.of(), walk(() -> {}));
  }
}
