package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ChildrenTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Session session = virtual.session(1, ANN);

  @AfterEach
  void close() {
    virtual.close();
    assertEquals(List.of(), virtual.errors);
  }

  /** What a test does with a parent. */
  @FunctionalInterface
  private interface ParentTest {
    void run(Operation parent) throws Throwable;
  }

  /** One test for each way a parent can run. */
  private Stream<DynamicTest> forEachKindOfParent(final ParentTest test) {
    final Map<String, Supplier<Operation>> kinds = new LinkedHashMap<>();
    kinds.put("first", () -> virtual.session(10, ANN).begin("parent"));
    kinds.put(
        "beside another",
        () -> {
          virtual.session(11, ANN).begin("first");
          return virtual.session(11, ANN).begin("parent");
        });
    kinds.put("without a session", () -> core.begin("parent"));
    kinds.put(
        "awaited",
        () -> {
          final Operation parent = virtual.session(12, ANN).begin("parent");
          parent.onKill(cause -> {});
          return parent;
        });
    kinds.put("itself a child", () -> virtual.session(13, ANN).begin("grandparent").child("parent"));
    return kinds.entrySet().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> test.run(kind.getValue().get())));
  }

  private OperationInfo listed(final Operation operation) {
    final int id = operation.id();
    return core.operations().filter(info -> info.id() == id).findFirst().orElseThrow();
  }

  private static int code(final Operation operation) {
    return operation.killCause().map(KillCause::code).orElse(0);
  }

  // ---- where it runs

  @TestFactory
  Stream<DynamicTest> shouldRunWhereItsParentRuns() {
    return forEachKindOfParent(
        parent -> {
          final Operation child = parent.child("shard 3");
          assertTrue(child.isRunning());
          assertEquals(parent.session().map(Session::id), child.session().map(Session::id));
          final OperationInfo info = listed(child);
          assertEquals("shard 3", info.description());
          assertEquals(OptionalInt.of(parent.id()), info.parentId());
          assertNotEquals(parent.id(), child.id());
          child.check();
          child.close();
          assertFalse(child.isRunning());
          assertTrue(parent.isRunning());
        });
  }

  @Test
  void shouldDescribeAChildWhenAsked() {
    final Operation parent = session.begin("parent");
    assertEquals("made late", parent.child(() -> "made late").info().description());
    assertEquals("", parent.child((String) null).info().description());
  }

  @Test
  void shouldHaveNoParentIfItIsNoChild() {
    assertEquals(OptionalInt.empty(), session.begin("x").info().parentId());
  }

  @Test
  void shouldRunWithoutASessionWhenThatOfItsParentHasEnded() {
    final Operation parent = session.begin("parent");
    session.end();
    final Operation child = parent.child("child");
    assertEquals(Optional.empty(), child.session());
    assertEquals(0, core.kill().operationsKilled());
    assertTrue(parent.kill(50, "", ""));
    assertEquals(50, code(child));
  }

  @Test
  void shouldBeExemptLikeItsParent() {
    final Operation parent = session.begin(core.operation().exempt(true), "internal");
    final Operation child = parent.child("child");
    assertTrue(child.info().exempt());
    assertEquals(0, core.kill().operationsKilled());
    parent.kill(50, "", "");
    assertEquals(50, code(child));
  }

  @TestFactory
  Stream<DynamicTest> shouldBeginOnAnyThread() {
    return Worker.forEachKindOfThread(
        starter -> {
          final Operation parent = session.begin("parent");
          final List<Operation> children = new ArrayList<>();
          try (Worker worker = Worker.start(starter, () -> children.add(parent.child("child")))) {
            worker.join();
          }
          parent.kill(50, "", "");
          assertEquals(50, code(children.get(0)));
        });
  }

  // ---- dies with its parent

  @TestFactory
  Stream<DynamicTest> shouldDieWithItsParent() {
    return forEachKindOfParent(
        parent -> {
          final Operation child = parent.child("child");
          final Operation grandchild = child.child("grandchild");
          assertTrue(parent.kill(50, "slow", "ops"));
          assertEquals(parent.killCause(), child.killCause());
          assertEquals(parent.killCause(), grandchild.killCause());
          assertEquals(50, assertThrows(OperationKilledException.class, child::check).code());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldDieWhateverKillsItsParent() {
    final Map<String, Consumer<Operation>> kills = new LinkedHashMap<>();
    kills.put("id", parent -> assertTrue(core.killOperation(parent.id(), 50, "", "")));
    kills.put("pattern", parent -> assertEquals(3, core.kill(KillPattern.owner(BOB.uid())).operationsKilled()));
    kills.put("everything", parent -> assertEquals(3, core.kill().operationsKilled()));
    kills.put(
        "deadline",
        parent -> {
          parent.deadline(Duration.ofMillis(5));
          virtual.advance(Duration.ofSeconds(1));
        });
    kills.put("close", parent -> core.close());
    return kills.entrySet().stream().map(
        kill -> DynamicTest.dynamicTest(
            kill.getKey(),
            () -> {
              final Session bobs = core.session(VirtualCore.id(77), BOB);
              final Operation parent = bobs.begin("parent");
              final Operation child = parent.child("child");
              final Operation grandchild = child.child("grandchild");
              kill.getValue().accept(parent);
              assertTrue(parent.isKilled());
              assertTrue(child.isKilled());
              assertTrue(grandchild.isKilled());
              grandchild.close();
              child.close();
              parent.close();
            }));
  }

  @Test
  void shouldDieWithItsParentWithoutASession() {
    final Operation parent = core.begin("parent");
    final Operation child = parent.child("child");
    assertTrue(core.killOperation(parent.id(), 50, "", ""));
    assertEquals(50, code(child));
  }

  @Test
  void shouldCountChildrenInTheReportOfTheParent() {
    final Operation parent = session.begin("parent");
    parent.child("child").child("grandchild");
    parent.child("second");
    final KillReport report = core.kill(KillPattern.owner(ANN.uid()));
    assertEquals(4, report.operationsKilled());
    assertEquals(4, report.pending());
    assertEquals(4, core.telemetry().operationsKilled());
  }

  @Test
  void shouldShowChildrenThatDoNotStop() throws Exception {
    final Operation parent = session.begin("parent");
    final Operation child = parent.child("child");
    final int parentId = parent.id();
    final KillReport report = core.kill();
    assertEquals(
        List.of(OptionalInt.empty(), OptionalInt.of(parentId)),
        report.stragglers().stream().map(each -> each.operation().parentId()).toList());
    parent.close();
    assertEquals(
        List.of(OptionalInt.empty()), report.stragglers().stream().map(each -> each.operation().parentId()).toList());
    assertFalse(report.await(Duration.ZERO));
    child.close();
    assertTrue(report.await(Duration.ZERO));
  }

  @Test
  void shouldDieThoughItIsYoungerThanTheCutOff() {
    final Operation parent = session.begin("parent");
    final long cutOff = core.cutOff();
    final Operation child = parent.child("child");
    assertEquals(2, core.kill(KillRequest.of(KillPattern.all()).startedBefore(cutOff)).operationsKilled());
    assertTrue(child.isKilled());
  }

  @Test
  void shouldWakeWithItsParent() {
    final Operation parent = session.begin("parent");
    final Operation child = parent.child("child");
    final AtomicInteger calls = new AtomicInteger();
    child.onKill(cause -> calls.incrementAndGet());
    try (Worker worker =
        Worker.start(() -> assertThrows(OperationKilledException.class, () -> child.sleep(LONG)))) {
      worker.untilBlocked();
      parent.kill(50, "", "");
    }
    assertEquals(1, calls.get());
  }

  // ---- born killed

  @TestFactory
  Stream<DynamicTest> shouldBeBornKilledAfterTheKillOfItsParent() {
    return forEachKindOfParent(
        parent -> {
          assertTrue(parent.kill(50, "slow", "ops"));
          final long killed = core.telemetry().operationsKilled();
          final Operation child = parent.child("late");
          assertTrue(child.isRunning());
          assertEquals(parent.killCause(), child.killCause(), "the kill's id too");
          assertEquals(killed + 1, core.telemetry().operationsKilled());
          final Operation grandchild = child.child("later");
          assertEquals(parent.killCause(), grandchild.killCause());
          grandchild.close();
          child.close();
          assertTrue(child.isKilled());
        });
  }

  @Test
  void shouldNotCountInTheReportWhatIsBornKilled() throws Exception {
    final Operation parent = session.begin("parent");
    final KillReport report = core.kill();
    final Operation child = parent.child("late");
    assertEquals(1, report.operationsKilled());
    assertEquals(1, report.pending());
    parent.close();
    assertTrue(report.await(Duration.ZERO));
    assertTrue(child.isKilled());
  }

  // ---- ends on its own

  @TestFactory
  Stream<DynamicTest> shouldNotTouchItsParent() {
    return forEachKindOfParent(
        parent -> {
          parent.child("ends").close();
          final Operation sibling = parent.child("sibling");
          final Operation child = parent.child("is killed");
          assertTrue(child.kill(50, "", ""));
          assertTrue(core.killOperation(parent.child("is killed by its id").id(), 50, "", ""));
          assertFalse(parent.isKilled());
          assertFalse(sibling.isKilled());
          parent.check();
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldOutliveItsParent() {
    return forEachKindOfParent(
        parent -> {
          final Operation child = parent.child("child");
          final int id = child.id();
          parent.close();
          assertTrue(child.isRunning());
          assertFalse(child.isKilled());
          assertEquals(OptionalInt.empty(), child.info().parentId());
          assertEquals(OptionalInt.empty(), listed(child).parentId());
          assertTrue(core.killOperation(id, 50, "", ""));
          child.close();
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldNotBeAChildOfTheNextRunOfItsParent() {
    return forEachKindOfParent(
        parent -> {
          final Operation child = parent.child("child");
          parent.close();
          session.begin(parent, "next");
          final Operation next = parent.child("child of the next");
          assertTrue(parent.kill(50, "", ""));
          assertEquals(0, code(child));
          assertEquals(50, code(next));
          assertEquals(OptionalInt.empty(), child.info().parentId());
          assertEquals(OptionalInt.of(parent.id()), next.info().parentId());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldBeNoChildInItsNextRun() {
    return forEachKindOfParent(
        parent -> {
          final Operation child = parent.child("child");
          child.close();
          session.begin(child, "something else");
          assertEquals(OptionalInt.empty(), child.info().parentId());
          assertTrue(parent.kill(50, "", ""));
          assertFalse(child.isKilled());
        });
  }

  // ---- many

  @Test
  void shouldDieByTheThousands() {
    final Operation parent = session.begin("parent");
    final List<Operation> children = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      children.add(parent.child("child"));
    }
    final KillReport report = core.kill();
    assertEquals(10_001, report.operationsKilled());
    assertEquals(10_001, report.stragglers().size());
    assertTrue(children.stream().allMatch(Operation::isKilled));
    children.forEach(Operation::close);
    parent.close();
    assertEquals(0, report.pending());
  }

  @Test
  void shouldDieThroughAnyNumberOfGenerations() {
    final Operation first = core.begin("first");
    Operation last = first;
    for (int i = 0; i < 20_000; i++) {
      last = last.child("next");
    }
    assertTrue(first.kill(50, "", ""));
    assertEquals(50, code(last));
    assertEquals(20_001, core.telemetry().operationsKilled());
  }

  @Test
  void shouldHelpEachFamilyOnce() {
    Operation last = core.begin("first");
    for (int i = 0; i < 20_000; i++) {
      last.kill(50, "", "");
      last = last.child("born killed, and waited for");
      last.onKill(cause -> {});
    }
    core.close(); // passes by each of them, and by what it passes through there
    assertEquals(50, code(last));
  }

  @Test
  void shouldBeRefusedWhenTheSessionIsFull() {
    final Operation parent = session.begin("parent");
    for (int i = 1; i < 16_384; i++) {
      parent.child("child");
    }
    assertThrows(LimitExceededException.class, () -> parent.child("one too many"));
    parent.check();
    assertEquals(16_384, core.kill().operationsKilled());
  }

  @Test
  void shouldKillAllThatBeginWhileTheParentIsKilled() {
    for (int round = 0; round < 50; round++) {
      final Operation parent = core.begin("parent");
      final List<Operation> children = new ArrayList<>();
      Worker.together(
          4,
          number -> {
            if (number == 0) {
              parent.kill(50, "", "");
              return;
            }
            final List<Operation> mine = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
              mine.add(parent.child("child"));
            }
            synchronized (children) {
              children.addAll(mine);
            }
          });
      assertEquals(150, children.stream().filter(Operation::isKilled).count());
      children.forEach(Operation::close);
      parent.close();
    }
  }

  // ---- labels, listings, explanations

  /** A parent that carries labels. */
  private Operation labelled() {
    return session.begin(core.operation().labels(Labels.of("app", "billing")), "parent");
  }

  private static final KillPattern BILLING = KillPattern.label("app", "billing");

  @Test
  void shouldCarryTheLabelsOfItsParent() {
    final Operation parent = labelled();
    final Operation child = parent.child("child");
    final Operation grandchild = child.child("grandchild");
    assertEquals(Labels.of("app", "billing"), grandchild.info().labels());
    assertEquals(3, core.explain(KillRequest.of(BILLING)).operations());
    assertEquals(
        List.of("child", "grandchild", "parent"),
        core.operations(BILLING).map(OperationInfo::description).sorted().toList());
    parent.close();
    assertEquals(2, core.kill(BILLING).operationsKilled());
    assertTrue(child.isKilled() && grandchild.isKilled());
  }

  @Test
  void shouldLabelItsCursorsLikeItsParent() {
    final Cursor<?> cursor = labelled().child("child").openCursor(() -> {});
    assertEquals(Labels.of("app", "billing"), cursor.info().labels());
    assertEquals(1, core.kill(BILLING).cursorsKilled());
    assertFalse(cursor.isOpen());
  }

  @Test
  void shouldHaveNoLabelsOnceItHasEnded() {
    final Operation parent = labelled();
    final Operation child = parent.child("child");
    child.close();
    assertEquals(1, core.explain(KillRequest.of(BILLING)).steps().get(0).candidates());
    session.begin(child, "again");
    assertEquals(Labels.none(), child.info().labels());
    child.close();
    child.labels(Labels.of("zone", "west"));
    session.begin(child, "labelled anew");
    assertEquals(Labels.of("zone", "west"), child.info().labels());
    assertEquals(1, core.operations(KillPattern.label("zone", "west")).count());
  }

  @Test
  void shouldExplainTheYoungerChildrenOfAnOlderParent() {
    final Operation parent = session.begin("parent");
    final KillRequest older = KillRequest.of(KillPattern.owner(ANN.uid())).startedBefore(core.cutOff());
    final Operation child = parent.child("child");
    child.child("grandchild");
    session.begin("younger");
    assertEquals(3, core.explain(older).operations());
    assertEquals(3, core.kill(older).operationsKilled());
    assertEquals(0, core.explain(older).operations());
  }

  @TestFactory
  Stream<DynamicTest> shouldListEachOnceThatAKillWouldHit() {
    return forEachKindOfParent(
        parent -> {
          parent.child("child").child("grandchild");
          parent.child("another");
          final KillPattern pattern =
              parent.session().isPresent()
                  ? KillPattern.session(parent.session().get().id()) : KillPattern.label("app", "none");
          final List<OperationInfo> listed = core.operations(pattern).toList();
          final KillExplanation explained = core.explain(KillRequest.of(pattern, pattern));
          assertEquals(explained.operations(), listed.size());
          assertEquals(listed.size(), listed.stream().map(OperationInfo::id).distinct().count());
          assertEquals(explained.operations(), core.kill(pattern).operationsKilled());
        });
  }

  @Test
  void shouldNotExplainTheChildrenOfWhatIsExempt() {
    session.begin(core.operation().exempt(true).labels(Labels.of("app", "billing")), "internal").child("child");
    assertEquals(0, core.explain(KillRequest.of(BILLING)).operations());
    assertEquals(0, core.explain(KillRequest.of(BILLING).startedBefore(core.cutOff())).operations());
  }

  // ---- bad input

  @Test
  void shouldRefuseAChildOfWhatDoesNotRun() {
    assertThrows(IllegalStateException.class, () -> core.operation().child("x"));
    final Operation parent = session.begin("parent");
    parent.close();
    assertThrows(IllegalStateException.class, () -> parent.child("x"));
    assertThrows(IllegalStateException.class, () -> parent.child(() -> "x"));
    assertEquals(0, core.operations().count());
  }

  @Test
  void shouldRefuseNoSupplier() {
    final Operation parent = session.begin("parent");
    assertEquals(
        "description",
        assertThrows(NullPointerException.class, () -> parent.child((Supplier<String>) null)).getMessage());
    assertEquals(1, core.operations().count());
  }

  @Test
  void shouldRefuseAChildWhenTheCoreIsClosed() {
    final Operation parent = session.begin("parent");
    core.close();
    assertThrows(ClosedCoreException.class, () -> parent.child("x"));
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, code(parent));
  }
}
