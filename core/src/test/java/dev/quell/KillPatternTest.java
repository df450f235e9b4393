package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KillPatternTest {
  private static final UUID ID = new UUID(1, 2);
  private static final UUID OTHER_ID = new UUID(1, 3);
  private static final Uid UID = Uid.ofUser("ann", "admin");
  private static final Uid OTHER_UID = Uid.ofUser("bob", "admin");
  private static final UserName ANN = new UserName("ann", "admin");
  private static final UserName BOB = new UserName("bob", "admin");
  private static final Role READ = Role.of("read", "shop");
  private static final Role WRITE = Role.of("write", "shop");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void shouldMatchEverythingWithoutFields() {
    final KillPattern all = KillPattern.all();
    assertSame(all, KillPattern.all());
    assertTrue(all.matchesEverything());
    assertFalse(all.matchesNobody());
    assertEquals(Optional.empty(), all.id());
    assertEquals(Optional.empty(), all.uid());
    assertEquals(Optional.empty(), all.users());
    assertEquals(Optional.empty(), all.roles());
    assertEquals(Optional.empty(), all.minIdle());
    assertEquals(Optional.empty(), all.minAge());
  }

  @Test
  void shouldNotMatchEverythingWithAnyField() {
    for (final KillPattern pattern : List.of(
        KillPattern.session(ID),
        KillPattern.session(ID, UID),
        KillPattern.owner(UID),
        KillPattern.users(ANN),
        KillPattern.roles(READ),
        KillPattern.users(List.of()),
        KillPattern.roles(List.of()),
        KillPattern.all().idleFor(Duration.ZERO),
        KillPattern.all().olderThan(Duration.ZERO))) {
      assertFalse(pattern.matchesEverything(), pattern::toString);
    }
  }

  @Test
  void shouldHoldOneFieldEach() {
    assertEquals(Optional.of(ID), KillPattern.session(ID).id());
    assertEquals(Optional.empty(), KillPattern.session(ID).uid());
    assertEquals(Optional.of(ID), KillPattern.session(ID, UID).id());
    assertEquals(Optional.of(UID), KillPattern.session(ID, UID).uid());
    assertEquals(Optional.of(UID), KillPattern.owner(UID).uid());
    assertEquals(Optional.of(Set.of(ANN, BOB)), KillPattern.users(BOB, ANN).users());
    assertEquals(Optional.of(Set.of(ANN)), KillPattern.users(List.of(ANN, ANN)).users());
    assertEquals(Optional.of(Set.of(READ, WRITE)), KillPattern.roles(WRITE, READ).roles());
    assertEquals(Optional.of(Set.of(READ)), KillPattern.roles(List.of(READ, READ)).roles());
    assertEquals(Optional.of(HOUR), KillPattern.all().idleFor(HOUR).minIdle());
    assertEquals(Optional.of(HOUR), KillPattern.all().olderThan(HOUR).minAge());
  }

  @Test
  void shouldHoldAllFieldsTogetherInWhateverOrderTheyCame() {
    final KillPattern pattern = KillPattern.session(ID, UID)
        .withUsers(List.of(ANN)).withRoles(List.of(READ)).idleFor(HOUR).olderThan(HOUR.multipliedBy(2));
    assertEquals(Optional.of(ID), pattern.id());
    assertEquals(Optional.of(UID), pattern.uid());
    assertEquals(Optional.of(Set.of(ANN)), pattern.users());
    assertEquals(Optional.of(Set.of(READ)), pattern.roles());
    assertEquals(Optional.of(HOUR), pattern.minIdle());
    assertEquals(Optional.of(HOUR.multipliedBy(2)), pattern.minAge());
    assertFalse(pattern.matchesNobody());

    final KillPattern otherOrder = KillPattern.all().olderThan(HOUR.multipliedBy(2)).idleFor(HOUR)
        .withRoles(List.of(READ)).withUsers(List.of(ANN)).withOwner(UID).withSession(ID);
    assertEquals(pattern, otherOrder);
    assertEquals(pattern.hashCode(), otherOrder.hashCode());
    assertEquals(pattern.toString(), otherOrder.toString());
  }

  @Test
  void shouldLeaveThePatternItNarrows() {
    final KillPattern before = KillPattern.session(ID);
    before.withOwner(UID).withUsers(List.of(ANN)).withRoles(List.of(READ)).idleFor(HOUR).olderThan(HOUR);
    assertEquals(KillPattern.session(ID), before);
    assertTrue(KillPattern.all().matchesEverything());
  }

  @Test
  void shouldMatchNobodyWithAnEmptyList() {
    assertTrue(KillPattern.users(List.of()).matchesNobody());
    assertTrue(KillPattern.roles(List.of()).matchesNobody());
    assertTrue(KillPattern.users(new UserName[0]).matchesNobody());
    assertTrue(KillPattern.roles(new Role[0]).matchesNobody());
    assertTrue(KillPattern.session(ID, UID).withUsers(List.of()).matchesNobody());
    assertEquals(Optional.of(Set.of()), KillPattern.users(List.of()).users());
    assertEquals(Optional.of(Set.of()), KillPattern.roles(List.of()).roles());
  }

  @Test
  void shouldMatchNobodyWithTwoOwners() {
    final KillPattern pattern = KillPattern.session(ID, UID).withOwner(OTHER_UID);
    assertTrue(pattern.matchesNobody());
    assertFalse(pattern.matchesEverything());
    assertEquals(Optional.of(UID), pattern.uid());
    assertEquals(pattern, pattern.withOwner(UID));
    assertEquals(pattern, pattern.withOwner(OTHER_UID));
    assertNotEquals(KillPattern.session(ID, UID), pattern);
    assertTrue(pattern.withUsers(List.of(ANN)).withRoles(List.of(READ)).withSession(ID)
        .idleFor(HOUR).olderThan(HOUR).matchesNobody());
  }

  @Test
  void shouldTakeTheSameValueTwice() {
    final KillPattern pattern = KillPattern.session(ID, UID)
        .withUsers(List.of(ANN, BOB)).withRoles(List.of(READ)).idleFor(HOUR).olderThan(HOUR);
    assertEquals(pattern, pattern.withSession(new UUID(1, 2)));
    assertEquals(pattern, pattern.withOwner(Uid.ofUser("ann", "admin")));
    assertEquals(pattern, pattern.withUsers(List.of(BOB, ANN, BOB)));
    assertEquals(pattern, pattern.withRoles(Set.of(READ)));
    assertEquals(pattern, pattern.idleFor(Duration.ofMinutes(60)));
    assertEquals(pattern, pattern.olderThan(Duration.ofMinutes(60)));
    assertFalse(pattern.withOwner(UID).matchesNobody());
  }

  @Test
  void shouldRefuseAnotherValueForTheSameField() {
    assertEquals(
        "id is already constrained to " + ID + ": expected it once, but was given " + OTHER_ID,
        assertThrows(IllegalStateException.class, () -> KillPattern.session(ID).withSession(OTHER_ID)).getMessage());
    assertEquals(
        "users is already constrained to [ann@admin]: expected it once, but was given [bob@admin]",
        assertThrows(IllegalStateException.class, () -> KillPattern.users(ANN).withUsers(List.of(BOB))).getMessage());
    assertThrows(IllegalStateException.class, () -> KillPattern.users(ANN).withUsers(List.of()));
    assertThrows(IllegalStateException.class, () -> KillPattern.users(List.of()).withUsers(List.of(ANN)));
    assertThrows(IllegalStateException.class, () -> KillPattern.roles(READ).withRoles(List.of(READ, WRITE)));
    assertThrows(
        IllegalStateException.class, () -> KillPattern.all().idleFor(HOUR).idleFor(HOUR.plusNanos(1)));
    assertThrows(
        IllegalStateException.class, () -> KillPattern.all().olderThan(HOUR).olderThan(HOUR.plusNanos(1)));
  }

  @Test
  void shouldRefuseANegativeTime() {
    final Duration negative = Duration.ofNanos(-1);
    assertEquals(
        "atLeast is PT-0.000000001S: expected zero or more",
        assertThrows(IllegalArgumentException.class, () -> KillPattern.all().idleFor(negative)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> KillPattern.all().olderThan(negative));
  }

  @Test
  void shouldRefuseNull() {
    final KillPattern all = KillPattern.all();
    assertThrows(NullPointerException.class, () -> KillPattern.session(null));
    assertThrows(NullPointerException.class, () -> KillPattern.session(null, UID));
    assertThrows(NullPointerException.class, () -> KillPattern.session(ID, null));
    assertThrows(NullPointerException.class, () -> KillPattern.owner(null));
    assertThrows(NullPointerException.class, () -> KillPattern.users((UserName[]) null));
    assertThrows(NullPointerException.class, () -> all.withUsers(null));
    assertThrows(NullPointerException.class, () -> KillPattern.roles((Role[]) null));
    assertThrows(NullPointerException.class, () -> all.withRoles(null));
    assertThrows(NullPointerException.class, () -> all.idleFor(null));
    assertThrows(NullPointerException.class, () -> all.olderThan(null));
    assertEquals(
        "users[1] is null: expected no null element",
        assertThrows(NullPointerException.class, () -> KillPattern.users(ANN, null)).getMessage());
    assertEquals(
        "roles[0] is null: expected no null element",
        assertThrows(NullPointerException.class, () -> all.withRoles(Arrays.asList(null, READ))).getMessage());
  }

  @Test
  void shouldNotLetItsSetsBeChanged() {
    final Set<UserName> given = new HashSet<>(Set.of(ANN));
    final KillPattern pattern = KillPattern.users(given).withRoles(List.of(READ));
    given.add(BOB);
    assertEquals(Optional.of(Set.of(ANN)), pattern.users());
    assertThrows(UnsupportedOperationException.class, () -> pattern.users().orElseThrow().add(BOB));
    assertThrows(UnsupportedOperationException.class, () -> pattern.roles().orElseThrow().clear());
  }

  @Test
  void shouldDifferInEachField() {
    final List<KillPattern> patterns = List.of(
        KillPattern.all(),
        KillPattern.session(ID),
        KillPattern.session(OTHER_ID),
        KillPattern.session(ID, UID),
        KillPattern.owner(UID),
        KillPattern.owner(OTHER_UID),
        KillPattern.owner(UID).withOwner(OTHER_UID),
        KillPattern.users(ANN),
        KillPattern.users(List.of()),
        KillPattern.roles(READ),
        KillPattern.roles(List.of()),
        KillPattern.all().idleFor(HOUR),
        KillPattern.all().olderThan(HOUR));
    assertEquals(patterns.size(), new HashSet<>(patterns).size());
    assertEquals(patterns.size(), patterns.stream().map(KillPattern::toString).distinct().count());
  }

  @Test
  void shouldReadLikeTheCommand() {
    assertEquals("{}", KillPattern.all().toString());
    assertEquals("{lsid: {id: " + ID + "}}", KillPattern.session(ID).toString());
    assertEquals("{lsid: {id: " + ID + ", uid: " + UID + "}}", KillPattern.session(ID, UID).toString());
    assertEquals("{uid: " + UID + "}", KillPattern.owner(UID).toString());
    assertEquals(
        "{lsid: {id: " + ID + ", uid: " + UID + "}, uid: " + OTHER_UID + "}",
        KillPattern.session(ID, UID).withOwner(OTHER_UID).toString());
    assertEquals(
        "{users: [ann@admin, bob@admin], roles: [], minIdle: PT1H, minAge: PT1H}",
        KillPattern.users(BOB, ANN).withRoles(List.of()).idleFor(HOUR).olderThan(HOUR).toString());
  }
}
