package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * K1: an owner whose sessions meet one pattern of a kill until it exchanges a role, and another one from then on. The
 * exchange comes in the middle of the kill, from the callback of a victim of a third pattern.
 */
class ExchangedRolesTest {
  private static final Role BEFORE = Role.of("before", "db");
  private static final Role AFTER = Role.of("after", "db");
  private static final Owner OTHER = Owner.of("other", "db");

  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Owner owner = Owner.of("ann", "db", BEFORE);
  private final Session session = core.startSession(owner);
  private final Operation operation = session.begin("ann's");
  private final Operation other = core.startSession(OTHER).begin("other's");
  private final KillPattern ofOther = KillPattern.owner(OTHER.uid());

  @BeforeEach
  void exchangeInTheMiddle() {
    other.onKill(cause -> core.replaceRoles(owner.withRoles(AFTER)));
  }

  @AfterEach
  void close() {
    other.close(); // before the core, whose close would call its callback
    core.close();
  }

  private void assertKilled(final KillPattern... patterns) {
    assertEquals(2, core.kill(patterns).operationsKilled());
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldBeKilledIfNamedWithTheNewRoleAndFoundByTheOldOne() {
    assertKilled(KillPattern.owner(owner.uid()).withRoles(List.of(AFTER)), ofOther, KillPattern.roles(BEFORE));
  }

  @Test
  void shouldBeKilledIfFoundByTheNewRoleAndNamedWithTheOldOne() {
    assertKilled(KillPattern.roles(AFTER), ofOther, KillPattern.owner(owner.uid()).withRoles(List.of(BEFORE)));
  }

  @Test
  void shouldBeKilledIfNamedWithEitherRole() {
    assertKilled(
        KillPattern.owner(owner.uid()).withRoles(List.of(AFTER)),
        ofOther,
        KillPattern.owner(owner.uid()).withRoles(List.of(BEFORE)));
  }

  @Test
  void shouldBeKilledIfTheSessionIsNamedWithEitherRole() {
    assertKilled(
        KillPattern.session(session.id()).withRoles(List.of(AFTER)),
        ofOther,
        KillPattern.session(session.id(), owner.uid()).withRoles(List.of(BEFORE)));
  }

  @Test
  void shouldBeKilledIfFoundByEitherRole() {
    final List<UserName> many =
        List.of(owner.name().orElseThrow(), new UserName("bob", "db"), new UserName("eve", "db"));
    assertKilled(KillPattern.users(many).withRoles(List.of(AFTER)), ofOther, KillPattern.roles(BEFORE));
  }

  @Test
  void shouldBeCountedOnceThoughItMeetsBothPatterns() {
    core.replaceRoles(owner.withRoles(BEFORE, AFTER));
    final KillReport report =
        core.kill(
            KillPattern.owner(owner.uid()).withRoles(List.of(AFTER)),
            KillPattern.session(session.id()).withRoles(List.of(BEFORE, AFTER)),
            KillPattern.roles(BEFORE));
    assertEquals(1, report.sessionsMatched());
    assertEquals(1, report.operationsKilled());
  }
}
