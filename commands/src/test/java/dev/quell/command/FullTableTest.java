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
import dev.quell.SessionInfo;
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

  private static House atLimit(final int sessions, final List<SessionInfo> told) {
    return new House(core -> core.maxSessionsPerOwner(sessions, false), commands -> commands.endLongestIdle(told::add));
  }

  @Test
  void shouldEndWhatClientsHaveEndedBeforeTheLongestIdle() {
    final List<SessionInfo> told = new ArrayList<>();
    try (House house = atLimit(2, told)) {
      house.session(1, ANN);
      house.session(2, ANN);
      house.run(may(ANN), "{endSessions: [{id: #2}]}");
      open(house, ANN, new UUID(0, 3));
      assertTrue(house.isThere(1, ANN) && !house.isThere(2, ANN) && told.isEmpty());
    }
  }

  @Test
  void shouldRefuseAtTheLimitIfOperationsRunInAll() {
    final List<SessionInfo> told = new ArrayList<>();
    try (House house = atLimit(1, told); Operation operation = house.session(1, ANN).begin("x")) {
      assertTrue(refusal(house, ANN).contains("of this owner"));
      assertTrue(operation.isRunning() && told.isEmpty());
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

  /** Wherever it is among them, the first who asks finds it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 777, 1_000})
  void shouldFindTheIdleOneAmongManyThatAreBusy(final int idle) {
    final int sessions = 1_000;
    try (House house = full(sessions)) {
      final List<Operation> operations = endAllOfAnn(house, sessions, idle);
      assertEquals("ok", House.outcome(house.run(may(BOB), "{startSession: 1}")));
      assertFalse(house.isThere(idle, ANN));
      assertEquals("261", House.outcome(house.run(may(BOB), "{startSession: 1}")));
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

  /** A look at those of all owners before it does not hide any. */
  @Test
  void shouldFindTheIdleOneOfTheOwnerAmongManyThatAreBusy() {
    final int sessions = 200;
    try (House house = new House(core -> core.maxSessionsPerOwner(sessions, false).maxSessions(201), commands -> {})) {
      for (int i = 1; i <= sessions; i++) {
        house.session(i, ANN);
      }
      house.session(1, BOB);
      final List<Operation> operations = endAllOfAnn(house, sessions, 0);
      for (int i = 0; i < 5; i++) {
        assertEquals("261", House.outcome(house.run(may(BOB), "{startSession: 1}")));
      }
      operations.remove(0).close();
      assertEquals("ok", House.outcome(house.run(may(ANN), "{startSession: 1}")));
      assertFalse(house.isThere(1, ANN));
      operations.forEach(Operation::close);
    }
  }

  /** An operation runs in each but one. */
  private static List<Operation> endAllOfAnn(final House house, final int sessions, final int idle) {
    final List<Operation> operations = new ArrayList<>();
    final StringBuilder all = new StringBuilder("{endSessions: [");
    for (int i = 1; i <= sessions; i++) {
      if (i != idle) {
        operations.add(house.session(i, ANN).begin("find"));
      }
      all.append("{id: #").append(i).append("},");
    }
    house.run(may(ANN), all.append("]}").toString().replace(",]", "]"));
    return operations;
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
