package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.LimitExceededException.Limit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The limits on sessions that refuse: that of the core, and that of each owner. */
class SessionLimitTest {

  private static VirtualCore limited(final int sessions) {
    return new VirtualCore(builder -> builder.maxSessions(sessions));
  }

  private static VirtualCore limitedPerOwner(final int sessions) {
    return new VirtualCore(builder -> builder.maxSessionsPerOwner(sessions, false));
  }

  /** One test for a core at the limit of its three sessions, and one for a core whose owner ANN is at hers. */
  private static Stream<DynamicTest> atEachLimit(final Consumer<VirtualCore> test) {
    final Map<String, VirtualCore> cores = new LinkedHashMap<>();
    cores.put("of the core", limited(3));
    cores.put("of the owner", limitedPerOwner(3));
    return cores.entrySet().stream()
        .map(
            core -> DynamicTest.dynamicTest(
                core.getKey(),
                () -> {
                  try (VirtualCore full = core.getValue()) {
                    for (int i = 1; i <= 3; i++) {
                      full.session(i, ANN);
                    }
                    test.accept(full);
                  }
                }));
  }

  private static LimitExceededException refused(final VirtualCore virtual, final long id, final Owner owner) {
    return assertThrows(LimitExceededException.class, () -> virtual.session(id, owner));
  }

  // ---- refusal

  @TestFactory
  Stream<DynamicTest> shouldOpenAsManyAsItAllows() {
    return atEachLimit(full -> assertEquals(3, full.core.sessions().count()));
  }

  @TestFactory
  Stream<DynamicTest> shouldSayHowManyItAllows() {
    return atEachLimit(full -> assertEquals(3, refused(full, 4, ANN).limit()));
  }

  @TestFactory
  Stream<DynamicTest> shouldSayTheCode() {
    return atEachLimit(full -> assertEquals(KillCode.TOO_MANY_LOGICAL_SESSIONS, refused(full, 4, ANN).code()));
  }

  @Test
  void shouldSayThatItIsTheCores() {
    try (VirtualCore virtual = limited(1)) {
      virtual.session(1, ANN);
      assertEquals(Limit.SESSIONS, refused(virtual, 2, ANN).which());
    }
  }

  @Test
  void shouldSayThatItIsTheOwners() {
    try (VirtualCore virtual = limitedPerOwner(1)) {
      virtual.session(1, ANN);
      assertEquals(Limit.SESSIONS_PER_OWNER, refused(virtual, 2, ANN).which());
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseToStartASessionWithARandomUuid() {
    return atEachLimit(full -> assertThrows(LimitExceededException.class, () -> full.core.startSession(ANN)));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseToBeginInASessionThatWouldHaveToBeOpened() {
    return atEachLimit(
        full -> {
          final Operation operation = full.core.operation();
          assertThrows(LimitExceededException.class, () -> full.core.begin(operation, 0, 4, ANN, "x"));
          assertFalse(operation.isRunning());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldBeginWithAnObjectThatWasRefused() {
    return atEachLimit(
        full -> {
          final Operation operation = full.core.operation();
          assertThrows(LimitExceededException.class, () -> full.core.begin(operation, 0, 4, ANN, "x"));
          assertTrue(full.core.begin(operation, 0, 1, ANN, "x").isRunning());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldFindASessionThatIsThere() {
    return atEachLimit(
        full -> assertSame(full.find(1, ANN).orElseThrow(), full.session(1, ANN)));
  }

  @TestFactory
  Stream<DynamicTest> shouldCountEachRefusal() {
    return atEachLimit(
        full -> {
          for (int i = 0; i < 7; i++) {
            refused(full, 100 + i, ANN);
          }
          assertEquals(7, full.core.telemetry().sessionsRefused());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAgainAndAgain() {
    return atEachLimit(
        full -> {
          for (int i = 0; i < 10_000; i++) {
            refused(full, 100 + i, ANN);
          }
          assertEquals(3, full.core.sessions().count());
        });
  }

  @Test
  void shouldCountTheSessionsOfAllOwners() {
    try (VirtualCore virtual = limited(2)) {
      virtual.session(1, ANN);
      virtual.session(1, BOB);
      refused(virtual, 2, ANN);
      refused(virtual, 2, BOB);
    }
  }

  @Test
  void shouldCountTheSessionsOfEachOwnerApart() {
    try (VirtualCore virtual = limitedPerOwner(1)) {
      for (int i = 0; i < 1_000; i++) {
        virtual.session(1, Owner.of("user" + i, "app"));
      }
      assertEquals(1_000, virtual.core.sessions().count());
    }
  }

  @Test
  void shouldCountAnOwnerOnceWhateverItsRoles() {
    try (VirtualCore virtual = limitedPerOwner(1)) {
      virtual.session(1, ANN.withRoles(READ));
      refused(virtual, 2, ANN.withRoles(ADMIN));
    }
  }

  // ---- room

  @TestFactory
  Stream<DynamicTest> shouldGiveBackTheRoomOfASessionThatHasEnded() {
    return atEachLimit(
        full -> {
          full.session(2, ANN).end();
          assertTrue(full.session(4, ANN).isOpen());
          refused(full, 5, ANN);
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldGiveBackTheRoomOfOneSessionOnceThoughItIsEndedTwice() {
    return atEachLimit(
        full -> {
          final Session ended = full.session(2, ANN);
          ended.end();
          ended.end();
          full.session(4, ANN);
          refused(full, 5, ANN);
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldGiveBackNoRoomByAKill() {
    return atEachLimit(
        full -> {
          full.core.kill();
          refused(full, 4, ANN);
        });
  }

  @Test
  void shouldKeepTheRoomOfAnEndedSessionUntilItsLastOperationHasEnded() {
    try (VirtualCore virtual = limited(1)) {
      final Session session = virtual.session(1, ANN);
      final Operation first = session.begin("x");
      final Operation second = session.begin("y");
      session.end();
      first.close();
      refused(virtual, 2, ANN);
      second.close();
      assertTrue(virtual.session(2, ANN).isOpen());
    }
  }

  // ---- what a refusal leaves behind

  @Test
  void shouldLeaveNoSessionBehind() {
    try (VirtualCore virtual = limited(1)) {
      virtual.session(1, ANN);
      refused(virtual, 2, BOB);
      assertEquals(Optional.empty(), virtual.find(2, BOB));
      assertEquals(0, virtual.core.sessions(KillPattern.session(id(2))).count());
      assertEquals(1, virtual.core.telemetry().sessions());
    }
  }

  @Test
  void shouldLeaveNoOwnerBehind() {
    try (VirtualCore virtual = limited(1)) {
      virtual.session(1, ANN);
      refused(virtual, 2, BOB);
      assertFalse(virtual.core.replaceRoles(BOB));
      assertEquals(0, virtual.core.sessions(KillPattern.owner(BOB.uid())).count());
      assertEquals(0, virtual.core.kill(KillPattern.users(new UserName("bob", "app"))).sessionsMatched());
    }
  }

  @Test
  void shouldLeaveNoRoleBehind() {
    try (VirtualCore virtual = limited(1)) {
      virtual.session(1, ANN);
      refused(virtual, 2, BOB.withRoles(ADMIN));
      assertEquals(0, virtual.core.sessions(KillPattern.roles(ADMIN)).count());
      assertEquals(0, virtual.core.kill(KillPattern.roles(ADMIN)).sessionsMatched());
    }
  }

  @Test
  void shouldLeaveTheRolesOfAnOwnerAloneWhoseOpenTheCoreRefuses() {
    try (VirtualCore virtual = limited(1)) {
      virtual.session(1, ANN);
      refused(virtual, 2, ANN.withRoles(ADMIN));
      assertEquals(ANN, virtual.session(1, ANN).owner());
      assertEquals(0, virtual.core.kill(KillPattern.roles(ADMIN)).sessionsMatched());
    }
  }

  @Test
  void shouldLeaveTheRolesOfAnOwnerAtItsLimitAlone() {
    try (VirtualCore virtual = limitedPerOwner(1)) {
      virtual.session(1, ANN);
      refused(virtual, 2, ANN.withRoles(ADMIN));
      assertEquals(ANN, virtual.session(1, ANN).owner());
      assertEquals(0, virtual.core.kill(KillPattern.roles(ADMIN)).sessionsMatched());
    }
  }

  @Test
  void shouldLeaveNothingBehindOfManyOwnersThatWereRefused() {
    try (VirtualCore virtual = limited(1)) {
      final Session only = virtual.session(1, ANN);
      for (int i = 0; i < 10_000; i++) {
        refused(virtual, 2, Owner.of("user" + i, "app", Role.of("role" + i % 10, "app")));
      }
      only.end();
      virtual.session(3, BOB.withRoles());
      assertEquals(0, virtual.core.kill(KillPattern.roles(Role.of("role3", "app"))).sessionsMatched());
      assertEquals(1, virtual.core.kill().sessionsMatched());
    }
  }

  // ---- contention

  @TestFactory
  Stream<DynamicTest> shouldLetInExactlyAsManyOfThoseWhoComeAtOnceAsItAllows() {
    final Map<String, VirtualCore> cores = new LinkedHashMap<>();
    cores.put("of the core", limited(3));
    cores.put("of the owner", limitedPerOwner(3));
    return cores.entrySet().stream()
        .map(
            core -> DynamicTest.dynamicTest(
                core.getKey(),
                () -> {
                  try (VirtualCore virtual = core.getValue()) {
                    for (int round = 0; round < 500; round++) {
                      assertEquals(3, letInAtOnce(virtual));
                      virtual.core.sessions().toList().forEach(info -> virtual.core.session(info.id(), ANN).end());
                    }
                  }
                }));
  }

  private static int letInAtOnce(final VirtualCore virtual) {
    final AtomicInteger opened = new AtomicInteger();
    Worker.together(
        4,
        number -> {
          try {
            virtual.session(number, ANN);
            opened.incrementAndGet();
          } catch (final LimitExceededException e) {
            // one of the four comes too late
          }
        });
    return opened.get();
  }

  /** One owner, one UUID, one place: one of two opens it; the other finds it, at once or when it asks again. */
  @TestFactory
  Stream<DynamicTest> shouldLetInWhoOpensTheSameSessionAtOnceWhenItAsksAgain() {
    final Map<String, VirtualCore> cores = new LinkedHashMap<>();
    cores.put("of the core", limited(1));
    cores.put("of the owner", limitedPerOwner(1));
    return cores.entrySet().stream()
        .map(
            core -> DynamicTest.dynamicTest(
                core.getKey(),
                () -> {
                  try (VirtualCore virtual = core.getValue()) {
                    for (int round = 0; round < 3_000; round++) {
                      final AtomicInteger opened = new AtomicInteger();
                      Worker.together(
                          2,
                          number -> {
                            try {
                              virtual.session(1, ANN);
                              opened.incrementAndGet();
                            } catch (final LimitExceededException e) {
                              // the other one is opening it
                            }
                          });
                      assertTrue(opened.get() >= 1, "both were refused");
                      assertTrue(virtual.session(1, ANN).end());
                    }
                  }
                }));
  }

  @Test
  void shouldNeverHoldMoreThanItAllows() {
    final AtomicLong most = new AtomicLong();
    try (VirtualCore virtual = limited(50)) {
      storm(virtual, () -> most.accumulateAndGet(virtual.core.telemetry().sessions(), Math::max));
    }
    assertTrue(most.get() <= 50, () -> "there were " + most);
  }

  @Test
  void shouldHoldWhatItSaysAfterAStorm() {
    try (VirtualCore virtual = limited(50)) {
      storm(virtual, () -> {});
      long found = 0;
      for (int i = 0; i < STORM_IDS; i++) {
        found += virtual.find(i, ANN).isPresent() ? 1 : 0;
        found += virtual.find(i, BOB).isPresent() ? 1 : 0;
      }
      assertEquals(found, virtual.core.telemetry().sessions());
      assertEquals(found, virtual.core.sessions().count());
      assertEquals(found, virtual.core.kill().sessionsMatched());
    }
  }

  @Test
  void shouldFillUpToTheLastPlaceAfterAStorm() {
    try (VirtualCore virtual = limited(50)) {
      storm(virtual, () -> {});
      for (long i = virtual.core.sessions().count(); i < 50; i++) {
        virtual.session(1_000 + i, ANN);
      }
      assertEquals(50, refused(virtual, 2_000, BOB).limit());
    }
  }

  @Test
  void shouldFillUpAnOwnerToTheLastPlaceAfterAStorm() {
    try (VirtualCore virtual = limitedPerOwner(10)) {
      storm(virtual, () -> {});
      for (long i = virtual.core.sessions(KillPattern.owner(ANN.uid())).count(); i < 10; i++) {
        virtual.session(1_000 + i, ANN);
      }
      assertEquals(10, refused(virtual, 2_000, ANN).limit());
    }
  }

  private static final int STORM_IDS = 100;

  /** Three threads open the same and different sessions and end some, while a fourth looks on. */
  private static void storm(final VirtualCore virtual, final Runnable observer) {
    Worker.together(
        4,
        number -> {
          final SplittableRandom random = new SplittableRandom(number);
          for (int i = 0; i < 20_000; i++) {
            if (number == 3) {
              observer.run();
              continue;
            }
            try {
              final Session session = virtual.session(random.nextInt(STORM_IDS), random.nextBoolean() ? ANN : BOB);
              if (random.nextInt(3) == 0) {
                session.end();
              }
            } catch (final LimitExceededException e) {
              // as it should be at the limit
            }
          }
        });
  }
}
