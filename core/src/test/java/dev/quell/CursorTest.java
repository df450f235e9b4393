package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CursorTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Probe probe = new Probe();
  private Session session;
  private Operation user;

  @BeforeEach
  void open() {
    session = virtual.session(1, ANN);
    user = session.begin("getMore");
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  /** One test for a cursor in a session and one for a cursor without. */
  private Stream<DynamicTest> forEachKind(final Consumer<Cursor<?>> test) {
    final Map<String, java.util.function.Function<Probe, Cursor<?>>> kinds = new LinkedHashMap<>();
    kinds.put("in a session", session::openCursor);
    kinds.put("without a session", core::openCursor);
    return kinds.entrySet().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> test.accept(kind.getValue().apply(new Probe()))));
  }

  private static int closes(final Cursor<?> cursor) {
    return ((Probe) cursor.resource()).closes();
  }

  // ---- open

  @TestFactory
  Stream<DynamicTest> shouldBeOpenAndIdleToBeginWith() {
    return forEachKind(cursor -> assertTrue(cursor.isOpen() && !cursor.isPinned()));
  }

  @TestFactory
  Stream<DynamicTest> shouldHaveAPositiveId() {
    return forEachKind(cursor -> assertTrue(cursor.id() > 0));
  }

  @Test
  void shouldHaveIdsThatUseTheirSixtyThreeBits() {
    long all = 0;
    for (int i = 0; i < 200; i++) {
      all |= core.openCursor(probe).id();
    }
    assertEquals(Long.MAX_VALUE, all); // a bit is clear in 200 random numbers once in 10^60 runs
  }

  @Test
  void shouldHaveAnIdOfItsOwn() {
    final Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(session.openCursor(probe).id());
    }
    assertEquals(1_000, ids.size());
  }

  @Test
  void shouldGiveItsResource() {
    assertSame(probe, session.openCursor(probe).resource());
  }

  @Test
  void shouldKnowItsSession() {
    assertEquals(Optional.of(session), session.openCursor(probe).session());
  }

  @Test
  void shouldKnowThatItHasNoSession() {
    assertEquals(Optional.empty(), core.openCursor(probe).session());
  }

  @Test
  void shouldKnowThatItsSessionHasEnded() {
    final Cursor<?> cursor = session.openCursor(probe);
    session.end();
    assertEquals(Optional.empty(), cursor.session());
  }

  @TestFactory
  Stream<DynamicTest> shouldBeFoundById() {
    return forEachKind(cursor -> assertEquals(Optional.of(cursor), core.findCursor(cursor.id())));
  }

  @Test
  void shouldFindNothingByAnIdThatIsNobodys() {
    assertEquals(Optional.empty(), core.findCursor(42));
  }

  @Test
  void shouldDescribeItself() {
    final Cursor<?> cursor = session.openCursor(probe);
    final CursorInfo info = cursor.info();
    assertEquals(
        new CursorInfo(cursor.id(), Optional.of(id(1)), Optional.of(ANN.uid()), false, false, info.openedAt(),
            info.openedAt(), Labels.none()),
        info);
  }

  @Test
  void shouldSayThatItClosesAtItsUnpin() {
    final Cursor<?> cursor = session.openCursor(probe);
    final Operation user = session.begin("x");
    cursor.pin(user);
    assertTrue(cursor.info().pinned() && !cursor.info().closePending());
    core.killCursor(cursor.id(), "", "");
    final CursorInfo listed = core.cursors().findFirst().orElseThrow();
    assertTrue(listed.pinned() && listed.closePending());
    cursor.unpin();
    assertEquals(0, core.cursors().count());
  }

  @Test
  void shouldDescribeItselfWithoutASession() {
    final CursorInfo info = core.openCursor(probe).info();
    assertTrue(info.sessionId().isEmpty() && info.uid().isEmpty());
  }

  @Test
  void shouldOpenManyInOneSession() {
    for (int i = 0; i < 5_000; i++) {
      session.openCursor(probe);
    }
    assertEquals(5_000, session.info().cursors());
  }

  // ---- pin

  @TestFactory
  Stream<DynamicTest> shouldBePinnedByItsUser() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          assertTrue(cursor.isPinned());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldSayThatItIsPinned() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          assertTrue(cursor.info().pinned());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldBeIdleAfterItsUnpin() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          cursor.unpin();
          assertTrue(cursor.isOpen() && !cursor.isPinned());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseASecondPin() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          assertEquals(143, assertThrows(CursorException.class, () -> cursor.pin(session.begin("other"))).code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldBePinnedAgainAfterItsUnpin() {
    return forEachKind(
        cursor -> {
          for (int i = 0; i < 3; i++) {
            cursor.pin(user);
            cursor.unpin();
          }
          assertTrue(cursor.isOpen());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAnUnpinWithoutAPin() {
    return forEachKind(cursor -> assertThrows(IllegalStateException.class, cursor::unpin));
  }

  @TestFactory
  Stream<DynamicTest> shouldStayOpenAfterAnUnpinThatWasRefused() {
    return forEachKind(
        cursor -> {
          assertThrows(IllegalStateException.class, cursor::unpin);
          assertTrue(cursor.isOpen());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseASecondUnpin() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          cursor.unpin();
          assertThrows(IllegalStateException.class, cursor::unpin);
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAPinAfterItsClose() {
    return forEachKind(
        cursor -> {
          cursor.close();
          assertEquals(43, assertThrows(CursorException.class, () -> cursor.pin(user)).code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAnUnpinAfterItsClose() {
    return forEachKind(
        cursor -> {
          cursor.close();
          assertThrows(IllegalStateException.class, cursor::unpin);
        });
  }

  @Test
  void shouldRefuseAPinByAnOperationThatDoesNotRun() {
    final Cursor<?> cursor = session.openCursor(probe);
    final Operation idle = core.operation();
    assertThrows(IllegalStateException.class, () -> cursor.pin(idle));
  }

  @Test
  void shouldStayIdleAfterAPinThatWasRefused() {
    final Cursor<?> cursor = session.openCursor(probe);
    final Operation idle = core.operation();
    assertThrows(IllegalStateException.class, () -> cursor.pin(idle));
    assertFalse(cursor.isPinned());
  }

  @Test
  void shouldRefuseAPinByAnOperationOfAnotherCore() {
    try (VirtualCore other = new VirtualCore()) {
      final Cursor<?> cursor = session.openCursor(probe);
      final Operation foreign = other.core.begin("x");
      assertThrows(IllegalArgumentException.class, () -> cursor.pin(foreign));
    }
  }

  @Test
  void shouldRefuseAPinByNobody() {
    final Cursor<?> cursor = session.openCursor(probe);
    assertThrows(NullPointerException.class, () -> cursor.pin(null));
  }

  @Test
  void shouldBePinnedByOneOfTheThreadsThatPinItAtOnce() {
    final Cursor<?> cursor = session.openCursor(probe);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    Worker.together(
        4,
        number -> {
          try (Operation operation = session.begin("x")) {
            for (int i = 0; i < 20_000; i++) {
              try {
                cursor.pin(operation);
              } catch (final CursorException e) {
                continue;
              }
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              cursor.unpin();
            }
          }
        });
    assertEquals(1, most.get());
  }

  @Test
  void shouldNeverSayOfAnOpenCursorThatItIsNotThere() {
    final Cursor<?> cursor = session.openCursor(probe);
    final AtomicInteger notFound = new AtomicInteger();
    Worker.together(
        4,
        number -> {
          try (Operation operation = session.begin("x")) {
            for (int i = 0; i < 100_000; i++) {
              try {
                cursor.pin(operation);
                cursor.unpin();
              } catch (final CursorException e) {
                if (e.code() != KillCode.CURSOR_IN_USE) {
                  notFound.incrementAndGet();
                }
              }
            }
          }
        });
    assertEquals(0, notFound.get());
  }

  // ---- close

  @TestFactory
  Stream<DynamicTest> shouldCloseItsResourceOnTheCallingThread() {
    return forEachKind(
        cursor -> {
          cursor.close();
          assertEquals(1, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseItsResourceOnce() {
    return forEachKind(
        cursor -> {
          cursor.close();
          cursor.close();
          virtual.work();
          assertEquals(1, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeFoundAfterItsClose() {
    return forEachKind(
        cursor -> {
          cursor.close();
          assertEquals(Optional.empty(), core.findCursor(cursor.id()));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeOpenAfterItsClose() {
    return forEachKind(
        cursor -> {
          cursor.close();
          assertFalse(cursor.isOpen());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotCloseItsResourceWhilePinned() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          cursor.close();
          virtual.work();
          assertEquals(0, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseItsResourceAtTheUnpin() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          cursor.close();
          cursor.unpin();
          virtual.work();
          assertEquals(1, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeOpenAfterACloseWhilePinned() {
    return forEachKind(
        cursor -> {
          cursor.pin(user);
          cursor.close();
          assertFalse(cursor.isOpen());
        });
  }

  @Test
  void shouldNoLongerBeCountedAfterItsClose() {
    session.openCursor(probe).close();
    assertEquals(0, session.info().cursors());
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseThoughItsResourceThrows() {
    return Stream.of(new IllegalStateException("resource"), new OutOfMemoryError("resource"))
        .map(
            thrown -> DynamicTest.dynamicTest(
                thrown.getClass().getSimpleName(),
                () -> {
                  final Cursor<?> cursor =
                      session.openCursor(
                          () -> {
                            if (thrown instanceof Error error) {
                              throw error;
                            }
                            throw (RuntimeException) thrown;
                          });
                  cursor.close();
                  assertSame(thrown, virtual.errors.get(virtual.errors.size() - 1));
                }));
  }

  @Test
  void shouldCloseOnceWhenThreadsCloseAndKillAtOnce() {
    for (int round = 0; round < 2_000; round++) {
      final Probe once = new Probe();
      final Cursor<?> cursor = session.openCursor(once);
      Worker.together(
          3,
          number -> {
            if (number == 0) {
              cursor.close();
            } else if (number == 1) {
              core.kill();
            } else {
              core.killCursor(cursor.id(), "", "");
            }
          });
      virtual.work();
      assertEquals(1, once.closes());
    }
  }

  @Test
  void shouldCloseWhateverTheTimingOfThePins() {
    int open = 0;
    for (int round = 0; round < 3_000; round++) {
      final Cursor<?> cursor = session.openCursor(new Probe());
      usingWhile(cursor, cursor::close);
      virtual.work();
      open += closes(cursor) == 1 ? 0 : 1;
      cursor.close();
    }
    assertEquals(0, open);
  }

  @Test
  void shouldCloseWithItsSessionWhateverTheTimingOfThePins() {
    int open = 0;
    for (int round = 0; round < 3_000; round++) {
      final Session ending = virtual.session(1_000 + round, BOB);
      final Cursor<?> cursor = ending.openCursor(new Probe());
      usingWhile(cursor, ending::end);
      virtual.work();
      open += closes(cursor) == 1 ? 0 : 1;
      cursor.close();
    }
    assertEquals(0, open);
  }

  @Test
  void shouldBeKilledWhateverTheTimingOfThePins() {
    int open = 0;
    for (int round = 0; round < 3_000; round++) {
      final Cursor<?> cursor = core.openCursor(new Probe());
      usingWhile(cursor, () -> core.killCursor(cursor.id(), "", ""));
      virtual.work();
      open += closes(cursor) == 1 ? 0 : 1;
    }
    assertEquals(0, open);
  }

  /** Pins and unpins on one thread while another does something once. */
  private void usingWhile(final Cursor<?> cursor, final Runnable something) {
    Worker.together(
        2,
        number -> {
          if (number == 0) {
            something.run();
          } else {
            try (Operation operation = core.begin("x")) {
              for (int i = 0; i < 50 && cursor.isOpen(); i++) {
                cursor.pin(operation);
                cursor.unpin();
              }
            } catch (final CursorException e) {
              // it was closed
            }
          }
        });
  }

  // ---- kill

  @TestFactory
  Stream<DynamicTest> shouldBeKilledByItsId() {
    return forEachKind(
        cursor -> {
          assertTrue(core.killCursor(cursor.id(), "", ""));
          assertFalse(cursor.isOpen());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeKilledTwice() {
    return forEachKind(
        cursor -> {
          core.killCursor(cursor.id(), "", "");
          assertFalse(core.killCursor(cursor.id(), "", ""));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeKilledAfterItsClose() {
    return forEachKind(
        cursor -> {
          final long id = cursor.id();
          cursor.close();
          assertFalse(core.killCursor(id, "", ""));
        });
  }

  @Test
  void shouldKillNothingByAnIdThatIsNobodys() {
    assertFalse(core.killCursor(42, "", ""));
  }

  @TestFactory
  Stream<DynamicTest> shouldNotCloseItsResourceOnTheKillingThread() {
    return forEachKind(
        cursor -> {
          core.killCursor(cursor.id(), "", "");
          assertEquals(0, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseItsResourceInTheBackgroundWhenKilled() {
    return forEachKind(
        cursor -> {
          core.killCursor(cursor.id(), "", "");
          virtual.work();
          assertEquals(1, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldKillItsUserWithTheCodeOfACursor() {
    return forEachKind(
        cursor -> {
          final Operation reader = session.begin("reader");
          cursor.pin(reader);
          core.killCursor(cursor.id(), "", "");
          assertEquals(237, reader.killCause().orElseThrow().code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldTellItsUserWhyItWasKilled() {
    return forEachKind(
        cursor -> {
          final Operation reader = session.begin("reader");
          cursor.pin(reader);
          core.killCursor(cursor.id(), "why", "who");
          final KillCause cause = reader.killCause().orElseThrow();
          assertEquals("why who", cause.reason() + " " + cause.by());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotKillAnEarlierUser() {
    return forEachKind(
        cursor -> {
          final Operation earlier = session.begin("earlier");
          cursor.pin(earlier);
          cursor.unpin();
          core.killCursor(cursor.id(), "", "");
          assertFalse(earlier.isKilled());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseAKilledCursorAtItsUnpin() {
    return forEachKind(
        cursor -> {
          cursor.pin(session.begin("reader"));
          core.killCursor(cursor.id(), "", "");
          virtual.work();
          assertEquals(0, closes(cursor));
          cursor.unpin();
          virtual.work();
          assertEquals(1, closes(cursor));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBePinnedAgainWhenKilledWhilePinned() {
    return forEachKind(
        cursor -> {
          cursor.pin(session.begin("reader"));
          core.killCursor(cursor.id(), "", "");
          assertEquals(43, assertThrows(CursorException.class, () -> cursor.pin(user)).code());
        });
  }

  @Test
  void shouldBeKilledWithItsSessionsWork() {
    final Cursor<?> cursor = session.openCursor(probe);
    assertEquals(1, core.kill(KillPattern.session(session.id())).cursorsKilled());
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldBeCountedOnceByKillsOfItsSession() {
    session.openCursor(probe).pin(user);
    core.kill();
    assertEquals(0, core.kill().cursorsKilled());
  }

  @Test
  void shouldNotBeKilledWithAnotherSessionsWork() {
    final Cursor<?> cursor = session.openCursor(probe);
    virtual.session(2, BOB);
    core.kill(KillPattern.owner(BOB.uid()));
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldNotBeKilledWithoutASession() {
    final Cursor<?> cursor = core.openCursor(probe);
    core.kill();
    assertTrue(cursor.isOpen());
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseAKillWithoutAReason() {
    return forEachKind(
        cursor -> assertThrows(NullPointerException.class, () -> core.killCursor(cursor.id(), null, "")));
  }

  @TestFactory
  Stream<DynamicTest> shouldStayOpenAfterAKillThatWasRefused() {
    return forEachKind(
        cursor -> {
          cursor.pin(session.begin("reader"));
          try {
            core.killCursor(cursor.id(), null, "");
          } catch (final NullPointerException e) {
            // refused, see above
          }
          assertTrue(cursor.isOpen());
        });
  }

  @Test
  void shouldThrowWhenTheCoreIsClosed() {
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.openCursor(probe));
  }

  @Test
  void shouldThrowClosedWhenKilledById() {
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.killCursor(1, "", ""));
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseWithTheCore() {
    return Stream.of(true, false)
        .map(
            inSession -> DynamicTest.dynamicTest(
                inSession ? "in a session" : "without a session",
                () -> {
                  final Probe resource = new Probe();
                  final VirtualCore other = new VirtualCore();
                  if (inSession) {
                    other.session(1, ANN).openCursor(resource);
                  } else {
                    other.core.openCursor(resource);
                  }
                  other.close();
                  assertEquals(1, resource.closes());
                }));
  }

  @Test
  void shouldCloseAtItsUnpinThoughTheCoreIsClosed() {
    final VirtualCore other = new VirtualCore();
    final Cursor<?> cursor = other.core.openCursor(probe);
    cursor.pin(other.core.begin("x"));
    other.close();
    cursor.unpin();
    other.work();
    assertEquals(1, probe.closes());
  }
}
