package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

class OperationTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private Session session;

  @BeforeEach
  void open() {
    session = virtual.session(1, ANN);
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  /** One test for each way an operation can run: first of its session, beside another one, without a session. */
  private Stream<DynamicTest> forEachKind(final KindTest test) {
    final Map<String, Supplier<Operation>> kinds = new LinkedHashMap<>();
    kinds.put("first", () -> virtual.session(10, ANN).begin("x"));
    kinds.put(
        "beside another",
        () -> {
          virtual.session(11, ANN).begin("first");
          return virtual.session(11, ANN).begin("x");
        });
    kinds.put("without a session", () -> core.begin("x"));
    return kinds.entrySet().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> test.run(kind.getValue().get())));
  }

  @FunctionalInterface
  private interface KindTest {
    void run(Operation operation) throws Throwable;
  }

  // ---- begin and end

  @TestFactory
  Stream<DynamicTest> shouldRunFromItsBegin() {
    return forEachKind(operation -> assertTrue(operation.isRunning()));
  }

  @TestFactory
  Stream<DynamicTest> shouldNotRunAfterItsClose() {
    return forEachKind(
        operation -> {
          operation.close();
          assertFalse(operation.isRunning());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldCloseTwiceWithoutHarm() {
    return forEachKind(
        operation -> {
          operation.close();
          operation.close();
          assertFalse(operation.isRunning());
        });
  }

  @Test
  void shouldNotEndASuccessorByASecondClose() {
    final Operation first = session.begin("x");
    first.close();
    try (Operation second = session.begin("y")) {
      first.close();
      assertTrue(second.isRunning());
    }
  }

  @Test
  void shouldNotEndTheFirstOneWhenTheSecondEnds() {
    try (Operation first = session.begin("x")) {
      session.begin("y").close();
      assertTrue(first.isRunning());
    }
  }

  @Test
  void shouldCloseWithoutHavingBegun() {
    final Operation operation = core.operation();
    assertDoesNotThrow(operation::close);
  }

  @Test
  void shouldAnswerTheObjectThatBegan() {
    final Operation operation = core.operation();
    assertSame(operation, session.begin(operation));
  }

  @Test
  void shouldUseOneObjectForManyRuns() {
    final Operation operation = core.operation();
    for (int i = 0; i < 100; i++) {
      session.begin(operation, "x").close();
    }
    assertEquals(0, session.info().operations());
  }

  @Test
  void shouldUseOneObjectInSessionsAndWithout() {
    final Operation operation = core.operation();
    session.begin(operation).close();
    core.begin(operation, "none").close();
    try (Operation other = session.begin("other")) {
      session.begin(operation, () -> "beside");
      assertTrue(operation.isRunning() && other.isRunning());
      operation.close();
    }
    core.begin(operation, 0, 7, ANN, "by id");
    assertEquals(id(7), operation.session().orElseThrow().id());
  }

  @Test
  void shouldOpenTheSessionThatItBeginsIn() {
    core.begin(core.operation(), 0, 42, ANN, "x");
    assertTrue(virtual.find(42, ANN).isPresent());
  }

  @Test
  void shouldBeginInTheSessionThatIsThere() {
    try (Operation operation = core.begin(core.operation(), 0, 1, ANN, "x")) {
      assertSame(session, operation.session().orElseThrow());
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseToBeginWhileItRuns() {
    return forEachKind(
        operation -> assertThrows(IllegalStateException.class, () -> session.begin(operation)));
  }

  @Test
  void shouldRefuseToBeginWithoutASessionWhileItRuns() {
    final Operation operation = session.begin("x");
    assertThrows(IllegalStateException.class, () -> core.begin(operation, "y"));
  }

  @Test
  void shouldRefuseToBeginByIdWhileItRuns() {
    final Operation operation = session.begin("x");
    assertThrows(IllegalStateException.class, () -> core.begin(operation, 0, 2, ANN, "y"));
  }

  @Test
  void shouldRefuseAnObjectOfAnotherCore() {
    try (VirtualCore other = new VirtualCore()) {
      final Operation foreign = other.core.operation();
      assertThrows(IllegalArgumentException.class, () -> core.begin(foreign, "x"));
    }
  }

  @Test
  void shouldRefuseAnObjectOfAnotherCoreToBeginById() {
    try (VirtualCore other = new VirtualCore()) {
      final Operation foreign = other.core.operation();
      assertThrows(IllegalArgumentException.class, () -> core.begin(foreign, 0, 1, ANN, "x"));
    }
  }

  @Test
  void shouldEndOnceWhenTwoThreadsCloseIt() {
    for (int round = 0; round < 2_000; round++) {
      try (Operation first = session.begin("x")) {
        final Operation further = session.begin("y");
        Worker.together(2, number -> further.close());
        assertTrue(first.isRunning());
      }
      assertEquals(0, session.info().operations());
    }
  }

  @Test
  void shouldKnowItsSession() {
    try (Operation operation = session.begin("x")) {
      assertEquals(Optional.of(session), operation.session());
    }
  }

  @Test
  void shouldKnowThatItHasNoSession() {
    try (Operation operation = core.begin("x")) {
      assertEquals(Optional.empty(), operation.session());
    }
  }

  @Test
  void shouldKnowThatItsSessionHasEnded() {
    try (Operation operation = session.begin("x")) {
      session.end();
      assertEquals(Optional.empty(), operation.session());
    }
  }

  // ---- kill and poll

  @TestFactory
  Stream<DynamicTest> shouldNotBeKilledToBeginWith() {
    return forEachKind(operation -> assertFalse(operation.isKilled()));
  }

  @TestFactory
  Stream<DynamicTest> shouldCheckWithoutEffectWhileAlive() {
    return forEachKind(operation -> assertDoesNotThrow(operation::check));
  }

  @TestFactory
  Stream<DynamicTest> shouldSeeThatItWasKilled() {
    return forEachKind(
        operation -> {
          operation.kill(11601, "", "");
          assertTrue(operation.isKilled());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldThrowWithTheCodeOfItsKill() {
    return forEachKind(
        operation -> {
          operation.kill(279, "", "");
          assertEquals(279, assertThrows(OperationKilledException.class, operation::check).code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldSayByWhomAndWhyItWasKilled() {
    return forEachKind(
        operation -> {
          operation.kill(11601, "purge", "ops@admin");
          final KillCause cause = operation.killCause().orElseThrow();
          assertEquals("purge/ops@admin", cause.reason() + "/" + cause.by());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldHaveNoCauseWhileAlive() {
    return forEachKind(operation -> assertEquals(Optional.empty(), operation.killCause()));
  }

  @TestFactory
  Stream<DynamicTest> shouldLetTheFirstKillWin() {
    return forEachKind(
        operation -> {
          assertTrue(operation.kill(50, "first", ""));
          assertFalse(operation.kill(237, "second", ""));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepTheCodeOfTheFirstKill() {
    return forEachKind(
        operation -> {
          operation.kill(50, "first", "");
          operation.kill(237, "second", "");
          assertEquals(50, operation.killCause().orElseThrow().code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldStillSayAfterItsEndThatItWasKilled() {
    return forEachKind(
        operation -> {
          operation.kill(50, "", "");
          operation.close();
          assertTrue(operation.isKilled());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldStillSayAfterItsEndWhyItWasKilled() {
    return forEachKind(
        operation -> {
          operation.kill(50, "late", "");
          operation.close();
          assertEquals("late", operation.killCause().orElseThrow().reason());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotSayAfterItsEndThatItWasKilledIfItWasNot() {
    return forEachKind(
        operation -> {
          operation.close();
          assertFalse(operation.isKilled());
        });
  }

  @Test
  void shouldForgetTheLastRunsKillWhenItBeginsAgain() {
    final Operation operation = session.begin("x");
    operation.kill(50, "", "");
    operation.close();
    session.begin(operation);
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldForgetTheLastRunsCauseWhenItBeginsAgain() {
    final Operation operation = session.begin("x");
    operation.kill(50, "", "");
    operation.close();
    core.begin(operation, "y");
    assertEquals(Optional.empty(), operation.killCause());
  }

  @Test
  void shouldKnowItsCauseWithSixtyFiveThousandKillsPending() {
    final List<Operation> victims = new ArrayList<>();
    for (int i = 0; i < 65_000; i++) {
      victims.add(core.begin("x"));
      victims.get(i).kill(50, "reason " + i, "");
    }
    int wrong = 0;
    for (int i = 0; i < 65_000; i++) {
      wrong += victims.get(i).killCause().orElseThrow().reason().equals("reason " + i) ? 0 : 1;
    }
    assertEquals(0, wrong);
  }

  @Test
  void shouldKnowItsCodeHoweverManyKillsOfUpTo63CodesArePending() {
    for (int i = 0; i < 66_000; i++) {
      core.begin("x").kill(50, "", "");
    }
    int wrong = 0;
    for (int code = 1; code <= 63; code++) {
      final Operation victim = core.begin("y");
      victim.kill(code, "", "");
      wrong += victim.killCause().orElseThrow().code() == code ? 0 : 1;
    }
    assertEquals(0, wrong);
  }

  @Test
  void shouldThrowACheapException() {
    final Operation operation = session.begin("x");
    operation.kill(50, "", "");
    assertEquals(0, assertThrows(OperationKilledException.class, operation::check).getStackTrace().length);
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepHowItsWorkFailed() {
    return forEachKind(
        operation -> {
          operation.kill(50, "slow", "");
          final Exception failure = new IllegalArgumentException();
          final OperationKilledException killed = operation.killed(failure);
          assertSame(failure, killed.getCause());
          assertEquals(operation.killCause().orElseThrow(), killed.killCause());
          assertEquals(0, killed.getStackTrace().length);
          operation.close();
          assertEquals(50, operation.killed(failure).code(), "the last run's");
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotSayThatItWasKilledWhenItWasNot() {
    return forEachKind(
        operation -> {
          final Exception failure = new IllegalArgumentException();
          assertSame(failure, assertThrows(IllegalStateException.class, () -> operation.killed(failure)).getCause());
          operation.close();
          assertThrows(IllegalStateException.class, () -> operation.killed(failure));
          assertThrows(IllegalStateException.class, () -> core.operation().killed(failure));
        });
  }

  @Test
  void shouldRefuseNoFailure() {
    final Operation operation = session.begin("x");
    operation.kill(50, "", "");
    assertEquals("cause", assertThrows(NullPointerException.class, () -> operation.killed(null)).getMessage());
  }

  @Test
  void shouldNotBeKilledBeforeItHasBegun() {
    assertFalse(core.operation().isKilled());
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseWhatNeedsARunWhenItHasNone() {
    final Operation idle = session.begin("x");
    idle.close();
    final Map<String, Executable> uses = new LinkedHashMap<>();
    uses.put("id", idle::id);
    uses.put("info", idle::info);
    uses.put("check", idle::check);
    uses.put("deadline", () -> idle.deadline(Duration.ofSeconds(1)));
    uses.put("thread", () -> idle.thread(Thread.currentThread()));
    uses.put("kill", () -> idle.kill(50, "", ""));
    uses.put("sleep", () -> idle.sleep(Duration.ZERO));
    uses.put("await", () -> idle.await(() -> true, Duration.ZERO));
    uses.put("interruptibly", () -> idle.interruptibly(() -> 1));
    uses.put("onKill", () -> idle.onKill(cause -> {}));
    return uses.entrySet().stream()
        .map(use -> DynamicTest.dynamicTest(use.getKey(),
            () -> assertThrows(IllegalStateException.class, use.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseACodeThatIsNotPositive() {
    return forEachKind(operation -> assertThrows(IllegalArgumentException.class, () -> operation.kill(0, "", "")));
  }

  @TestFactory
  Stream<DynamicTest> shouldLiveOnAfterAKillThatWasRefused() {
    return forEachKind(
        operation -> {
          assertThrows(IllegalArgumentException.class, () -> operation.kill(0, "", ""));
          assertFalse(operation.isKilled());
        });
  }

  @Test
  void shouldRefuseAKillWithoutAReason() {
    final Operation operation = session.begin("x");
    assertEquals("reason", assertThrows(NullPointerException.class, () -> operation.kill(50, null, "")).getMessage());
  }

  @Test
  void shouldRefuseAKillWithoutAKiller() {
    final Operation operation = session.begin("x");
    assertEquals("by", assertThrows(NullPointerException.class, () -> operation.kill(50, "", null)).getMessage());
  }

  @Test
  void shouldRefuseAReasonThatIsTooLong() {
    final Operation operation = session.begin("x");
    final String longer = "x".repeat(KillRequest.MAX_TEXT_LENGTH + 1);
    assertThrows(IllegalArgumentException.class, () -> operation.kill(50, longer, ""));
  }

  @Test
  void shouldRefuseAKillerThatIsTooLong() {
    final Operation operation = session.begin("x");
    final String longer = "x".repeat(KillRequest.MAX_TEXT_LENGTH + 1);
    assertThrows(IllegalArgumentException.class, () -> operation.kill(50, "", longer));
  }

  // ---- id

  @TestFactory
  Stream<DynamicTest> shouldHaveAPositiveId() {
    return forEachKind(operation -> assertTrue(operation.id() > 0));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItsIdWhileItRuns() {
    return forEachKind(operation -> assertEquals(operation.id(), operation.id()));
  }

  @Test
  void shouldHaveAnIdOfItsOwn() {
    final Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(session.begin("x").id());
    }
    assertEquals(1_000, ids.size());
  }

  @Test
  void shouldHaveAnotherIdForTheNextRun() {
    final Operation operation = session.begin("x");
    final int first = operation.id();
    operation.close();
    session.begin(operation);
    assertNotEquals(first, operation.id());
  }

  @TestFactory
  Stream<DynamicTest> shouldBeKilledByItsId() {
    return forEachKind(
        operation -> {
          core.killOperation(operation.id(), 11601, "", "");
          assertTrue(operation.isKilled());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldSayWhetherTheKillByIdWon() {
    return forEachKind(
        operation -> {
          assertTrue(core.killOperation(operation.id(), 11601, "", ""));
          assertFalse(core.killOperation(operation.id(), 11601, "", ""));
        });
  }

  @Test
  void shouldBeKilledByIdEvenIfExempt() {
    final Operation operation = core.operation().exempt(true);
    session.begin(operation);
    assertTrue(core.killOperation(operation.id(), 11601, "", ""));
  }

  @Test
  void shouldNotBeKilledByTheIdOfAnEarlierRun() {
    final Operation operation = session.begin("x");
    final int stale = operation.id();
    operation.close();
    session.begin(operation);
    assertFalse(core.killOperation(stale, 11601, "", ""));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldKillNothingByAnIdThatIsNobodys() {
    session.begin("x");
    assertFalse(core.killOperation(123_456, 11601, "", ""));
  }

  @Test
  void shouldKillNothingByANegativeId() {
    session.begin("x");
    assertFalse(core.killOperation(-1, 11601, "", ""));
  }

  // ---- exempt

  @Test
  void shouldPassOverAnExemptOperation() {
    final Operation operation = core.operation().exempt(true);
    session.begin(operation);
    core.kill();
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldNotCountAnExemptOperation() {
    session.begin(core.operation().exempt(true));
    assertEquals(0, core.kill().operationsKilled());
  }

  @Test
  void shouldPassOverAnExemptOperationBesideAnother() {
    session.begin("first");
    final Operation operation = core.operation().exempt(true);
    session.begin(operation);
    core.kill();
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldKillWhatRunsBesideAnExemptOperation() {
    session.begin(core.operation().exempt(true));
    final Operation beside = session.begin("beside");
    core.kill();
    assertTrue(beside.isKilled());
  }

  @Test
  void shouldBeKilledAgainOnceItIsNoLongerExempt() {
    final Operation operation = core.operation().exempt(true);
    session.begin(operation).close();
    operation.exempt(false);
    session.begin(operation);
    core.kill();
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldRefuseToBecomeExemptWhileItRuns() {
    final Operation operation = session.begin("x");
    assertThrows(IllegalStateException.class, () -> operation.exempt(true));
  }

  @Test
  void shouldBeKilledByItsDeadlineEvenIfExempt() {
    final Operation operation = core.operation().exempt(true);
    session.begin(operation).deadline(Duration.ofSeconds(1));
    virtual.advance(Duration.ofSeconds(2));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldBeKilledAtShutdownEvenIfExempt() {
    final Operation operation = core.operation().exempt(true);
    session.begin(operation);
    core.close();
    assertTrue(operation.isKilled());
  }

  // ---- info

  @TestFactory
  Stream<DynamicTest> shouldDescribeItselfWithItsId() {
    return forEachKind(operation -> assertEquals(operation.id(), operation.info().id()));
  }

  @TestFactory
  Stream<DynamicTest> shouldDescribeItselfWithItsText() {
    return forEachKind(operation -> assertEquals("x", operation.info().description()));
  }

  @Test
  void shouldDescribeItselfWithItsSession() {
    final OperationInfo info = session.begin("x").info();
    assertEquals(Optional.of(id(1)) + "" + Optional.of(ANN.uid()), info.sessionId() + "" + info.uid());
  }

  @Test
  void shouldDescribeItselfWithoutASession() {
    final OperationInfo info = core.begin("x").info();
    assertTrue(info.sessionId().isEmpty() && info.uid().isEmpty());
  }

  @Test
  void shouldDescribeItselfWithItsEndedSession() {
    final Operation operation = session.begin("x");
    session.end();
    virtual.session(1, ANN);
    assertEquals(Optional.of(id(1)), operation.info().sessionId());
  }

  @Test
  void shouldDescribeItselfWithoutAText() {
    assertEquals("", session.begin((String) null).info().description());
  }

  @Test
  void shouldBeFoundByItsId() {
    final Operation operation = session.begin("find");
    core.begin("other").id();
    assertEquals("find", core.findOperation(operation.id()).orElseThrow().description());
  }

  @Test
  void shouldNotBeFoundByItsIdAfterItsClose() {
    final Operation operation = session.begin("find");
    final int id = operation.id();
    operation.close();
    operation.close();
    session.begin(operation);
    assertEquals(Optional.empty(), core.findOperation(id));
  }

  @Test
  void shouldNotBeFoundByAnyOtherNumber() {
    final int id = session.begin("find").id();
    assertEquals(
        List.of(), Stream.of(0, -1, id + 1, Integer.MIN_VALUE).flatMap(n -> core.findOperation(n).stream()).toList());
  }

  @Test
  void shouldHandBackTheStringItWasDescribedWith() {
    final String text = new String("find");
    assertSame(text, session.begin(text).info().source().orElseThrow());
  }

  @Test
  void shouldHandBackTheSupplierItWasDescribedWith() {
    final Supplier<String> supplier = () -> "find";
    assertSame(supplier, session.begin(supplier).info().source().orElseThrow());
  }

  @Test
  void shouldHandBackNothingIfItWasNotDescribed() {
    assertEquals(Optional.empty(), session.begin((String) null).info().source());
  }

  @Test
  void shouldMakeItsTextOnlyWhenAsked() {
    final AtomicInteger calls = new AtomicInteger();
    session.begin(() -> "call " + calls.incrementAndGet()).close();
    assertEquals(0, calls.get());
  }

  @Test
  void shouldMakeItsTextEachTimeItIsAsked() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation operation = core.begin(() -> "call " + calls.incrementAndGet());
    operation.info();
    assertEquals("call 2", operation.info().description());
  }

  @Test
  void shouldDescribeItselfThoughItsSupplierThrows() {
    final Operation operation = session.begin(() -> {
      throw new IllegalStateException("no text");
    });
    assertTrue(operation.info().description().contains("IllegalStateException"));
  }

  @Test
  void shouldReportWhatItsSupplierThrows() {
    session.begin(() -> {
      throw new IllegalStateException("no text");
    }).info();
    assertEquals("no text", virtual.errors.get(0).getMessage());
  }

  @TestFactory
  Stream<DynamicTest> shouldSayHowLongItRuns() {
    return forEachKind(
        operation -> {
          virtual.advance(Duration.ofSeconds(90));
          assertEquals(Duration.ofSeconds(90), operation.info().running());
        });
  }

  @Test
  void shouldSayWhenItBegan() {
    final Operation first = session.begin("x");
    virtual.advance(Duration.ofSeconds(90));
    final Operation later = session.begin("y");
    assertEquals(first.info().startedAt().plusSeconds(90), later.info().startedAt());
  }

  @TestFactory
  Stream<DynamicTest> shouldSayThatAKillIsPending() {
    return forEachKind(
        operation -> {
          operation.kill(50, "slow", "me");
          assertEquals("slow", operation.info().killed().orElseThrow().reason());
        });
  }

  @Test
  void shouldSayThatItIsExempt() {
    final Operation operation = core.operation().exempt(true);
    session.begin(operation);
    assertTrue(operation.info().exempt());
  }

  @Test
  void shouldSayHowMuchTimeIsLeft() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(10));
    virtual.advance(Duration.ofSeconds(3));
    assertEquals(Optional.of(Duration.ofSeconds(7)), operation.info().timeLeft());
  }

  @Test
  void shouldSayThatThereIsNoTimeLimit() {
    assertEquals(Optional.empty(), session.begin("x").info().timeLeft());
  }

  // ---- deadline

  @TestFactory
  Stream<DynamicTest> shouldBeKilledWhenItsTimeHasPassed() {
    return forEachKind(
        operation -> {
          operation.deadline(Duration.ofSeconds(10));
          virtual.advance(Duration.ofSeconds(11));
          assertEquals(50, operation.killCause().orElseThrow().code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeKilledBeforeItsTimeHasPassed() {
    return forEachKind(
        operation -> {
          operation.deadline(Duration.ofSeconds(10));
          virtual.advance(Duration.ofSeconds(9));
          assertFalse(operation.isKilled());
        });
  }

  @Test
  void shouldReplaceAnEarlierDeadlineByALater() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(1)).deadline(Duration.ofSeconds(10));
    virtual.advance(Duration.ofSeconds(5));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldReplaceALaterDeadlineByAnEarlier() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(10)).deadline(Duration.ofSeconds(1));
    virtual.advance(Duration.ofSeconds(5));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldBeKilledAtOnceByADeadlineOfZero() {
    final Operation operation = session.begin("x").deadline(Duration.ZERO);
    virtual.work();
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldTakeADeadlineBeyondAllTime() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(Long.MAX_VALUE));
    virtual.advance(Duration.ofDays(1_000));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldNotTakeItsDeadlineIntoTheNextRun() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(1));
    operation.close();
    session.begin(operation);
    virtual.advance(Duration.ofSeconds(5));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldRefuseANegativeDeadline() {
    final Operation operation = session.begin("x");
    assertThrows(IllegalArgumentException.class, () -> operation.deadline(Duration.ofMillis(-1)));
  }

  @Test
  void shouldKeepItsDeadlineWhenAnotherIsRefused() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(1));
    assertThrows(IllegalArgumentException.class, () -> operation.deadline(Duration.ofMillis(-1)));
    virtual.advance(Duration.ofSeconds(5));
    assertTrue(operation.isKilled());
  }

  @Test
  void shouldNotDisturbOtherDeadlinesWhenOneIsRefused() {
    final Operation refused = session.begin("x").deadline(Duration.ofSeconds(1));
    final Operation other = session.begin("y").deadline(Duration.ofSeconds(1));
    assertThrows(IllegalArgumentException.class, () -> refused.deadline(Duration.ofMillis(-1)));
    refused.close();
    virtual.advance(Duration.ofSeconds(5));
    assertTrue(other.isKilled());
  }

  @Test
  void shouldRefuseANullDeadline() {
    final Operation operation = session.begin("x");
    assertThrows(NullPointerException.class, () -> operation.deadline(null));
  }

  @Test
  void shouldLetAnEarlierKillWinOverTheDeadline() {
    final Operation operation = session.begin("x").deadline(Duration.ofSeconds(1));
    core.kill();
    virtual.advance(Duration.ofSeconds(5));
    assertEquals(11601, operation.killCause().orElseThrow().code());
  }

  @Test
  void shouldTakeThousandsOfDeadlines() {
    for (int i = 0; i < 2_000; i++) {
      session.begin("x").deadline(Duration.ofSeconds(i % 2 == 0 ? 1 : 100));
    }
    virtual.advance(Duration.ofSeconds(5));
    assertEquals(1_000, core.operations().filter(OperationInfo::killPending).count());
  }

  // ---- after the close of the core

  @Test
  void shouldThrowClosedWhenItBeginsWithoutASession() {
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.begin("x"));
  }

  @Test
  void shouldThrowClosedWhenAnObjectBegins() {
    final Operation operation = core.operation();
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.begin(operation, "x"));
  }

  @Test
  void shouldThrowClosedWhenKilledById() {
    core.close();
    assertThrows(ClosedCoreException.class, () -> core.killOperation(1, 50, "", ""));
  }

  @TestFactory
  Stream<DynamicTest> shouldBeKilledWithTheCodeOfAShutdown() {
    return forEachKind(
        operation -> {
          try (VirtualCore other = new VirtualCore()) {
            final Operation running =
                operation.session().isPresent() ? other.session(1, ANN).begin("x") : other.core.begin("x");
            other.core.close();
            assertEquals(11600, running.killCause().orElseThrow().code());
          }
        });
  }

  @Test
  void shouldEndAfterTheCoreWasClosed() {
    final Operation operation = session.begin("x");
    core.close();
    operation.close();
    assertFalse(operation.isRunning());
  }
}
