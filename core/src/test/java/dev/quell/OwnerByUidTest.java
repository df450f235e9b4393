package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.CYD;
import static dev.quell.VirtualCore.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An owner of whom only the uid is known: what it opens, and what it leaves alone. */
class OwnerByUidTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  @Test
  void shouldBeTheSameIdentityAsTheOwnerWithTheName() {
    assertTrue(Owner.ofUid(ANN.uid()).sameIdentity(ANN));
  }

  @Test
  void shouldHaveNeitherNameNorRoles() {
    final Owner owner = Owner.ofUid(ANN.uid());
    assertEquals(Optional.empty(), owner.name());
    assertTrue(owner.roles().isEmpty());
  }

  @Test
  void shouldBeTheUnauthenticatedOwnerForItsUid() {
    assertSame(Owner.unauthenticated(), Owner.ofUid(Uid.UNAUTHENTICATED));
  }

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> Owner.ofUid(null));
  }

  @Test
  void shouldShowTheUidAsText() {
    assertEquals(ANN.uid().toString(), Owner.ofUid(ANN.uid()).toString());
  }

  @Test
  void shouldFindTheSessionsOfTheOwner() {
    final Session session = virtual.session(1, ANN);
    assertSame(session, virtual.session(1, Owner.ofUid(ANN.uid())));
  }

  @Test
  void shouldLeaveTheRolesOfAnOwnerWithSessionsAlone() {
    virtual.session(1, ANN);
    virtual.session(2, Owner.ofUid(ANN.uid()));
    assertEquals(2, core.kill(KillPattern.roles(READ)).sessionsMatched());
  }

  @Test
  void shouldTakeOverTheRolesThatAreToldLater() {
    virtual.session(1, Owner.ofUid(ANN.uid()));
    virtual.session(2, ANN);
    assertEquals(2, core.kill(KillPattern.roles(READ)).sessionsMatched());
  }

  @Test
  void shouldTakeOverTheNameThatIsToldLater() {
    final Session session = virtual.session(1, Owner.ofUid(CYD.uid()));
    virtual.session(2, CYD);
    assertEquals(CYD.name(), session.owner().name());
  }

  @Test
  void shouldBeMatchedByTheNameOfTheOwner() {
    virtual.session(1, Owner.ofUid(CYD.uid()));
    assertEquals(1, core.kill(KillPattern.users(CYD.name().orElseThrow())).sessionsMatched());
  }
}
