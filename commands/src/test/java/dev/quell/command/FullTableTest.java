package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.may;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.QuellException;
import dev.quell.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to one session more than there may be. */
class FullTableTest {
  private static House full(final int sessions) {
    final House house = new House(core -> core.maxSessions(sessions), commands -> {});
    for (int i = 1; i <= sessions; i++) {
      house.session(i, ANN);
    }
    return house;
  }

  private static Session open(final House house, final Owner owner, final UUID id) {
    return house.commands.session(
        may(owner), House.raw("{find: 'c', lsid: {id: {$uuid: '" + id + "'}}}")).orElseThrow();
  }

  private static String refusal(final House house, final Owner owner) {
    return assertThrows(QuellException.class, () -> open(house, owner, UUID.randomUUID())).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{startSession: 1}", "{refreshSessions: [{id: #9}]}"})
  void shouldGiveBackWhatHasEndedBeforeItRefuses(final String command) {
    try (House house = full(3)) {
      assertEquals("261", House.outcome(house.run(may(BOB), command)));
      house.run(may(ANN), "{endSessions: [{id: #2}]}");
      assertEquals("ok", House.outcome(house.run(may(BOB), command)));
      assertFalse(house.isThere(2, ANN));
      assertTrue(house.isThere(1, ANN) && house.isThere(3, ANN));
      assertEquals("261", House.outcome(house.run(may(BOB), "{startSession: 1}")));
    }
  }

  @Test
  void shouldOpenTheSessionOfACommandInThePlaceOfOneThatHasEnded() {
    try (House house = full(1)) {
      house.run(may(ANN), "{endSessions: [{id: #1}]}");
      assertTrue(open(house, BOB, UUID.randomUUID()).isOpen());
    }
  }

  @Test
  void shouldLeaveASessionAloneInWhichAnOperationRuns() {
    try (House house = full(1); Operation operation = house.session(1, ANN).begin("find")) {
      house.run(may(ANN), "{endSessions: [{id: #1}]}");
      assertTrue(refusal(house, BOB).contains("the limit is 1"));
      assertTrue(operation.session().isPresent());
    }
  }

  /** It looks at a few each time, and not always at the same. */
  @Test
  void shouldFindTheIdleOneAmongManyThatAreBusy() {
    final int sessions = 1_000;
    try (House house = full(sessions)) {
      final List<Operation> operations = new ArrayList<>();
      final StringBuilder all = new StringBuilder("{endSessions: [");
      for (int i = 1; i <= sessions; i++) {
        if (i != 777) {
          operations.add(house.session(i, ANN).begin("find"));
        }
        all.append("{id: #").append(i).append("},");
      }
      house.run(may(ANN), all.append("]}").toString().replace(",]", "]"));
      boolean found = false;
      for (int i = 0; i <= sessions / 64 + 1 && !found; i++) {
        found = "ok".equals(House.outcome(house.run(may(BOB), "{startSession: 1}")));
      }
      assertTrue(found);
      assertFalse(house.isThere(777, ANN));
      operations.forEach(Operation::close);
    }
  }

  @Test
  void shouldGiveBackWhatHasEndedOfTheOwnerWhoHasTooMany() {
    try (House house = new House(core -> core.maxSessionsPerOwner(2, false), commands -> {})) {
      house.session(1, ANN);
      house.session(2, ANN);
      house.session(1, BOB);
      house.run(may(BOB), "{endSessions: [{id: #1}]}");
      assertEquals("261", House.outcome(house.run(may(ANN), "{startSession: 1}")));
      house.run(may(ANN), "{endSessions: [{id: #2}]}");
      assertEquals("ok", House.outcome(house.run(may(ANN), "{startSession: 1}")));
      assertTrue(house.isThere(1, BOB), "what has ended of others is left to the sweep");
    }
  }

  @Test
  void shouldNameTheLimitAndWhatSetsIt() {
    try (House house = new House(
        core -> core.maxSessions(2).maxSessionsPerOwner(1, false),
        commands -> commands.limitNames("--all", "--each"))) {
      house.session(1, ANN);
      assertTrue(refusal(house, ANN).endsWith(" of this owner is too high: the limit is 1 (--each)"));
      house.session(1, BOB);
      assertTrue(refusal(house, House.CYD).endsWith("sessions is too high: the limit is 2 (--all)"));
    }
  }
}
