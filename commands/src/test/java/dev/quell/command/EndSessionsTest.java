package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.may;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.access.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What endSessions marks, and what a sweep does with it. */
class EndSessionsTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  private void end(final Caller caller, final String sessions) {
    assertEquals("ok", House.outcome(house.run(caller, "{endSessions: [" + sessions + "]}")));
  }

  @Test
  void shouldLeaveTheSessionUntilTheSweep() {
    house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    assertTrue(house.isThere(1, ANN));
  }

  @Test
  void shouldEndTheSessionAtTheSweep() {
    house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    assertFalse(house.isThere(1, ANN));
  }

  @Test
  void shouldCountTheSessionsEnded() {
    house.session(1, ANN);
    house.session(2, ANN);
    house.session(3, ANN);
    end(may(ANN), "{id: #1}, {id: #2}, {id: #1}");
    assertEquals(2, house.commands.sweep());
  }

  @Test
  void shouldSweepOnce() {
    house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    assertEquals(0, house.commands.sweep());
  }

  @Test
  void shouldCloseTheCursorsOfTheSession() {
    final House.Probe resource = new House.Probe();
    house.session(1, ANN).openCursor(resource);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    house.work();
    assertEquals(1, resource.closes.get());
  }

  @Test
  void shouldLeaveTheCursorsUntilTheSweep() {
    final House.Probe resource = new House.Probe();
    house.session(1, ANN).openCursor(resource);
    end(may(ANN), "{id: #1}");
    house.work();
    assertEquals(0, resource.closes.get());
  }

  @Test
  void shouldNotKillARunningOperation() {
    house.begin("op", 1, ANN);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    assertEquals("", house.killed());
  }

  @Test
  void shouldLeaveARunningOperationWithinReachOfKills() {
    house.begin("op", 1, ANN);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    house.run(may(ANN), "{killSessions: []}");
    assertEquals("op", house.killed());
  }

  @Test
  void shouldEndABusySessionAtASweepThatFindsItIdle() {
    house.begin("op", 1, ANN);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    house.operation("op").close();
    assertEquals(1, house.commands.sweep());
  }

  @Test
  void shouldFindTheMarkedSessionUntilTheSweep() {
    final Session marked = house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    assertSame(marked, house.commands.session(may(ANN), House.raw("{find: 'c', lsid: {id: #1}}")).orElseThrow());
  }

  @Test
  void shouldEndAMarkedSessionThatWasUsedAgain() {
    house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    house.commands.session(may(ANN), House.raw("{find: 'c', lsid: {id: #1}}"));
    assertEquals(1, house.commands.sweep());
  }

  @Test
  void shouldSpareANewSessionUnderTheOldName() {
    final Session old = house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    old.end();
    house.session(1, ANN);
    house.commands.sweep();
    assertTrue(house.isThere(1, ANN));
  }

  @Test
  void shouldNotCountASessionThatHasEndedOtherwise() {
    final Session old = house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    old.end();
    assertEquals(0, house.commands.sweep());
  }

  @Test
  void shouldPassOverSessionsThatAreNotThere() {
    end(may(ANN), "{id: #1}, {id: #2}");
    assertEquals(0, house.commands.sweep());
  }

  @Test
  void shouldSpareTheSessionOfAnotherWithTheSameUuid() {
    house.session(1, ANN);
    house.session(1, BOB);
    end(may(ANN), "{id: #1}");
    house.commands.sweep();
    assertTrue(house.isThere(1, BOB));
  }

  @Test
  void shouldRefuseTheSessionOfAnother() {
    house.session(1, BOB);
    assertEquals("13", House.outcome(house.run(House.killer(ANN), "{endSessions: [{id: #1, uid: #bob}]}")));
  }

  @Test
  void shouldEndTheSessionOfAnotherForOneWhoMayImpersonate() {
    house.session(1, BOB);
    end(may(ANN, Action.IMPERSONATE), "{id: #1, uid: #bob}");
    house.commands.sweep();
    assertFalse(house.isThere(1, BOB));
  }

  @Test
  void shouldEndNothingWithAnEmptyList() {
    house.session(1, ANN);
    end(may(ANN), "");
    assertEquals(0, house.commands.sweep());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lsid: {id: #1}", "$db: 'admin'", "comment: 'x'", "maxTimeMS: 5", "txnNumber: 1",
    "$clusterTime: {}", "$readPreference: {mode: 'primary'}", "writeConcern: {w: 0}", "apiVersion: '1'"})
  void shouldTakeGenericArguments(final String argument) {
    assertEquals("ok", House.outcome(house.run(may(ANN), "{endSessions: [], " + argument + "}")));
  }

  @Test
  void shouldTellWhatTheSweepDid() {
    house.session(1, ANN);
    house.session(2, ANN).openCursor(new House.Probe());
    end(may(ANN), "{id: #2}");
    house.commands.sweep();
    final SessionCacheStatus status = house.commands.cacheStatus();
    assertEquals(
        "1 1 1 1 1",
        status.activeSessions() + " " + status.sweeps() + " " + status.lastLeft() + " " + status.lastEnded() + " "
            + status.lastCursorsClosed());
  }

  @Test
  void shouldEndEachSessionOnceWhenSweepsRunAtOnce() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      house.session(i, ANN);
      end(may(ANN), "{id: #" + i + "}");
    }
    final CyclicBarrier together = new CyclicBarrier(2);
    final ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      final Future<Integer> one = threads.submit(() -> sweepAt(together));
      final Future<Integer> other = threads.submit(() -> sweepAt(together));
      assertEquals(2_000, one.get() + other.get());
    } finally {
      threads.shutdownNow();
    }
  }

  private int sweepAt(final CyclicBarrier together) throws Exception {
    together.await();
    return house.commands.sweep();
  }

  @Test
  void shouldStayBoundedHoweverManySessionsComeAndGo() {
    try (House small = new House(core -> core.maxSessionsPerOwner(4, true), commands -> {})) {
      final int many = 70_000; // more than are remembered
      for (int i = 0; i < many; i++) {
        small.commands.session(may(ANN), House.decoded("{x: 1, lsid: {id: #" + i + "}}"));
        small.commands.run(may(ANN), "admin", House.decoded("{endSessions: [{id: #" + i + "}]}"));
      }
      assertTrue(small.commands.cacheStatus().sweeps() > 0);
    }
  }

  @Test
  void shouldSurviveTheCloseOfTheCore() {
    house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    house.core.close();
    assertEquals(0, house.commands.sweep());
  }

  @Test
  void shouldEndNoSessionInWhichAnOperationBeginsMeanwhile() throws Exception {
    final int sessions = 200;
    final ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 300; round++) {
        final List<Session> marked = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
          marked.add(house.session(i, ANN));
          house.commands.run(may(ANN), "admin", House.decoded("{endSessions: [{id: #" + i + "}]}"));
        }
        final CyclicBarrier together = new CyclicBarrier(2);
        final Future<Integer> sweep = other.submit(() -> sweepAt(together));
        together.await();
        final List<Operation> begun = beginFromTheEnd(marked);
        sweep.get();
        final long lost = begun.stream().filter(operation -> operation.session().isEmpty()).count();
        begun.forEach(Operation::close);
        house.commands.sweep();
        assertEquals(0, lost, "operations out of reach of kills in round " + round);
      }
    } finally {
      other.shutdownNow();
    }
  }

  /** The operations that have begun: where none has, the session had ended. */
  private static List<Operation> beginFromTheEnd(final List<Session> sessions) {
    final List<Operation> begun = new ArrayList<>();
    for (int i = sessions.size() - 1; i >= 0; i--) {
      try {
        begun.add(sessions.get(i).begin("late"));
      } catch (final SessionEndedException e) {
        assertFalse(sessions.get(i).isOpen());
      }
    }
    return begun;
  }

  @Test
  void shouldKeepAnOperationThatBeganAfterTheMark() {
    final Session session = house.session(1, ANN);
    end(may(ANN), "{id: #1}");
    try (Operation operation = session.begin("late")) {
      house.commands.sweep();
      assertTrue(operation.session().isPresent());
    }
  }
}
