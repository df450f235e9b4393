package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnerTest {
  private static final Role READ = Role.of("read", "shop");
  private static final Role WRITE = Role.of("write", "shop");

  @Test
  void shouldKnowNameUidAndRoles() {
    final Owner owner = Owner.of("ann", "admin", WRITE, READ);
    assertEquals(Optional.of(new UserName("ann", "admin")), owner.name());
    assertEquals(Uid.ofUser("ann", "admin"), owner.uid());
    assertEquals(Set.of(READ, WRITE), owner.roles());
    assertEquals(owner, Owner.of(new UserName("ann", "admin"), List.of(READ, WRITE)));
  }

  @Test
  void shouldBeNobodyWithoutAuthentication() {
    final Owner nobody = Owner.unauthenticated();
    assertSame(nobody, Owner.unauthenticated());
    assertSame(Uid.UNAUTHENTICATED, nobody.uid());
    assertEquals(Optional.empty(), nobody.name());
    assertEquals(Set.of(), nobody.roles());
    assertFalse(nobody.roles().contains(null));
  }

  @Test
  void shouldSortRolesAndDropDuplicates() {
    final Owner owner = Owner.of("ann", "admin", WRITE, Role.of("z", "a"), READ, WRITE, READ);
    assertEquals("[z@a, read@shop, write@shop]", new ArrayList<>(owner.roles()).toString());
  }

  @Test
  void shouldNotLetTheRolesBeChanged() {
    final Role[] given = {READ};
    final Owner owner = Owner.of("ann", "admin", given);
    given[0] = WRITE;
    assertEquals(Set.of(READ), owner.roles());
    assertThrows(UnsupportedOperationException.class, () -> owner.roles().add(WRITE));
    assertThrows(UnsupportedOperationException.class, () -> owner.roles().remove(READ));
  }

  @Test
  void shouldKeepTheUidObjectWhenRolesChange() {
    final Owner before = Owner.of("ann", "admin", READ);
    final Owner after = before.withRoles(WRITE);
    assertSame(before.uid(), after.uid());
    assertEquals(before.name(), after.name());
    assertEquals(Set.of(READ), before.roles());
    assertEquals(Set.of(WRITE), after.roles());
    assertEquals(Set.of(), after.withRoles(List.of()).roles());
    assertEquals(Set.of(READ), Owner.unauthenticated().withRoles(READ).roles());
  }

  @Test
  void shouldReturnItselfWhenTheRolesAreTheSame() {
    final Owner owner = Owner.of("ann", "admin", READ, WRITE);
    assertSame(owner, owner.withRoles(WRITE, READ, WRITE));
    assertSame(Owner.unauthenticated(), Owner.unauthenticated().withRoles());
  }

  @Test
  void shouldEqualOnUidAndRoles() {
    final Owner owner = Owner.of("ann", "admin", READ);
    assertEquals(Owner.of("ann", "admin", READ), owner);
    assertEquals(Owner.of("ann", "admin", READ).hashCode(), owner.hashCode());
    assertNotEquals(Owner.of("ann", "admin", WRITE), owner);
    assertNotEquals(Owner.of("ann", "admin"), owner);
    assertNotEquals(Owner.of("bob", "admin", READ), owner);
    assertNotEquals(Owner.unauthenticated(), owner);
  }

  @Test
  void shouldBeTheSameIdentityWhateverTheRoles() {
    final Owner owner = Owner.of("ann", "admin", READ);
    assertTrue(owner.sameIdentity(Owner.of("ann", "admin")));
    assertTrue(owner.sameIdentity(owner));
    assertFalse(owner.sameIdentity(Owner.of("ann", "other", READ)));
    assertFalse(owner.sameIdentity(Owner.unauthenticated()));
  }

  @Test
  void shouldReadWell() {
    assertEquals("ann@admin", Owner.of("ann", "admin").toString());
    assertEquals("ann@admin [read@shop, write@shop]", Owner.of("ann", "admin", WRITE, READ).toString());
    assertEquals("(unauthenticated)", Owner.unauthenticated().toString());
  }

  @Test
  void shouldTakeThousandsOfRolesWhoseHashCodesCollide() {
    final List<Role> roles = new ArrayList<>();
    for (int i = 0; i < 1 << 14; i++) {
      final StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // the same String.hashCode
      }
      roles.add(Role.of(name.toString(), "db"));
    }
    Collections.shuffle(roles, new Random(237));
    final Owner owner = Owner.of(new UserName("ann", "admin"), roles);
    assertEquals(1 << 14, owner.roles().size());
    for (final Role role : roles) {
      assertTrue(owner.roles().contains(role));
    }
    assertEquals(roles.stream().sorted().toList(), List.copyOf(owner.roles()));
  }

  @Test
  void shouldRefuseNull() {
    final Owner owner = Owner.of("ann", "admin");
    assertThrows(NullPointerException.class, () -> Owner.of(null, "admin"));
    assertThrows(NullPointerException.class, () -> Owner.of("ann", null));
    assertThrows(NullPointerException.class, () -> Owner.of("ann", "admin", (Role[]) null));
    assertThrows(NullPointerException.class, () -> Owner.of(null, List.of()));
    assertThrows(NullPointerException.class, () -> Owner.of(new UserName("ann", "admin"), null));
    assertThrows(NullPointerException.class, () -> owner.withRoles((Role[]) null));
    assertThrows(NullPointerException.class, () -> owner.sameIdentity(null));
    assertEquals(
        "roles[2] is null: expected no null element",
        assertThrows(NullPointerException.class, () -> Owner.of("ann", "admin", READ, WRITE, null)).getMessage());
    assertEquals(
        "roles[0] is null: expected no null element",
        assertThrows(NullPointerException.class, () -> owner.withRoles(Arrays.asList(null, READ))).getMessage());
  }
}
