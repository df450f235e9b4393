package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.CYD;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnerRolesTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  private long matched(final Role... roles) {
    return core.kill(KillPattern.roles(roles)).sessionsMatched();
  }

  @Test
  void shouldMatchTheOwnersThatHoldTheRole() {
    virtual.session(1, ANN);
    virtual.session(2, BOB);
    virtual.session(3, CYD);
    assertEquals(2, matched(READ));
  }

  @Test
  void shouldCountAnOwnerThatHoldsBothRolesOnce() {
    virtual.session(1, ANN);
    assertEquals(1, matched(READ, WRITE));
  }

  @Test
  void shouldMatchNobodyByARoleThatNobodyHolds() {
    virtual.session(1, ANN);
    assertEquals(0, matched(ADMIN));
  }

  @Test
  void shouldTellRolesOfOneNameInTwoDatabasesApart() {
    virtual.session(1, ANN);
    assertEquals(0, matched(Role.of("read", "other")));
  }

  @Test
  void shouldGoByTheRolesThatReplacedTheOldOnes() {
    virtual.session(1, BOB);
    core.replaceRoles(BOB.withRoles(ADMIN));
    assertEquals(1, matched(ADMIN));
  }

  @Test
  void shouldNotGoByTheRolesThatWereReplaced() {
    virtual.session(1, BOB);
    core.replaceRoles(BOB.withRoles(ADMIN));
    assertEquals(0, matched(READ));
  }

  @Test
  void shouldKeepMatchingByARoleThatIsInBothSets() {
    virtual.session(1, ANN);
    core.replaceRoles(ANN.withRoles(READ, ADMIN));
    assertEquals(1, matched(READ));
  }

  @Test
  void shouldHoldNothingAfterTheLastRoleWasTakenAway() {
    virtual.session(1, ANN);
    core.replaceRoles(ANN.withRoles());
    assertEquals(0, matched(READ, WRITE));
  }

  @Test
  void shouldGiveTheNewRolesToEverySessionOfTheOwner() {
    virtual.session(1, BOB);
    virtual.session(2, BOB);
    core.replaceRoles(BOB.withRoles(ADMIN));
    assertEquals(2, matched(ADMIN));
  }

  @Test
  void shouldLeaveOtherOwnersAlone() {
    virtual.session(1, ANN);
    virtual.session(2, BOB);
    core.replaceRoles(ANN.withRoles());
    assertEquals(1, matched(READ));
  }

  @Test
  void shouldTakeTheRolesOfTheLaterOfTwoOpens() {
    virtual.session(1, BOB);
    virtual.session(2, BOB.withRoles(ADMIN));
    assertEquals(2, matched(ADMIN));
  }

  @Test
  void shouldDropTheRolesOfTheEarlierOfTwoOpens() {
    virtual.session(1, BOB);
    virtual.session(2, BOB.withRoles(ADMIN));
    assertEquals(0, matched(READ));
  }

  @Test
  void shouldLeaveTheRolesAloneWhenTheSessionIsFound() {
    virtual.session(1, BOB);
    core.replaceRoles(BOB.withRoles(ADMIN));
    virtual.session(1, BOB);
    assertEquals(1, matched(ADMIN));
  }

  @Test
  void shouldShowTheRolesTheOwnerHoldsNow() {
    final Session session = virtual.session(1, BOB);
    core.replaceRoles(BOB.withRoles(ADMIN));
    assertEquals(Set.of(ADMIN), session.owner().roles());
  }

  @Test
  void shouldSayWhetherThereWasAnOwner() {
    assertFalse(core.replaceRoles(ANN));
    virtual.session(1, ANN);
    assertTrue(core.replaceRoles(ANN.withRoles(ADMIN)));
  }

  @Test
  void shouldSayThatThereWasAnOwnerThatHeldTheseRolesAlready() {
    virtual.session(1, ANN);
    assertTrue(core.replaceRoles(ANN));
  }

  @Test
  void shouldForgetTheOwnerWithItsLastSession() {
    virtual.session(1, ANN).end();
    assertFalse(core.replaceRoles(ANN.withRoles(ADMIN)));
  }

  @Test
  void shouldForgetTheRolesOfAnOwnerWithItsLastSession() {
    virtual.session(1, BOB).end();
    virtual.session(2, BOB.withRoles());
    assertEquals(0, matched(READ));
  }

  @Test
  void shouldHoldItsRolesAgainWhenItComesBack() {
    virtual.session(1, BOB).end();
    virtual.session(2, BOB);
    assertEquals(1, matched(READ));
  }

  @Test
  void shouldGiveRolesToUnauthenticatedWork() {
    virtual.session(1, Owner.unauthenticated());
    core.replaceRoles(Owner.unauthenticated().withRoles(ADMIN));
    assertEquals(1, matched(ADMIN));
  }

  @Test
  void shouldTakeThousandsOfRoles() {
    final List<Role> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(Role.of("role" + i, "shop"));
    }
    virtual.session(1, CYD.withRoles(many));
    assertEquals(3, matched(many.get(0)) + matched(many.get(2_500)) + matched(many.get(4_999)));
  }

  @Test
  void shouldTakeThousandsOfRolesInAPattern() {
    final List<Role> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(Role.of("role" + i, "shop"));
    }
    virtual.session(1, CYD.withRoles(many));
    virtual.session(2, BOB);
    assertEquals(1, core.kill(KillPattern.roles(many)).sessionsMatched());
  }

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> core.replaceRoles(null));
  }

  @Test
  void shouldThrowWhenTheCoreIsClosed() {
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.replaceRoles(ANN));
  }

  @Test
  void shouldNeverMissAnOwnerThatHoldsTheRoleThroughout() {
    final Session session = virtual.session(1, BOB);
    Worker.together(
        3,
        number -> {
          for (int i = 0; i < 3_000; i++) {
            if (number == 0) {
              try (Operation operation = session.begin("x")) {
                core.kill(KillPattern.roles(READ));
                assertTrue(operation.isKilled());
              }
            } else {
              core.replaceRoles(i % 2 == 0 ? BOB.withRoles(READ, ADMIN) : BOB.withRoles(READ, WRITE));
            }
          }
        });
  }

  @Test
  void shouldEndWithTheIndexOfTheLastChange() {
    final Session session = virtual.session(1, BOB);
    Worker.together(
        4,
        number -> {
          for (int i = 0; i < 3_000; i++) {
            core.replaceRoles(BOB.withRoles(Role.of("r" + (i + number) % 7, "shop"), Role.of("s" + i % 5, "shop")));
          }
        });
    final Set<Role> now = session.owner().roles();
    for (int i = 0; i < 7; i++) {
      final Role role = Role.of("r" + i, "shop");
      assertEquals(now.contains(role) ? 1 : 0, matched(role), role::toString);
    }
  }
}
