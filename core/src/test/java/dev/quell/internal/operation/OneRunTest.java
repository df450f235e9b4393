package dev.quell.internal.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import dev.quell.Owner;
import dev.quell.Registration;
import dev.quell.Scope;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.internal.slots.KillWords;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Operations for which the host brings no object: each is one run, in an object that the slot keeps. */
class OneRunTest {
  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final Owner ann = Owner.of("ann", "db");
  private final Session session = core.session(new UUID(1, 1), ann);

  @AfterEach
  void close() {
    core.close();
  }

  private static OperationImpl stateOf(final Operation operation) {
    return assertInstanceOf(OneRun.class, operation).state();
  }

  private long killAnn() {
    return core.kill(KillRequest.of(KillPattern.owner(ann.uid()))).operationsKilled();
  }

  private Operation begunAndClosed() {
    final Operation operation = session.begin("first");
    operation.close();
    return operation;
  }

  // ---- whose object

  @Test
  void shouldRunInTheObjectThatTheSlotKeeps() {
    assertSame(stateOf(begunAndClosed()), stateOf(session.begin("second")));
  }

  @Test
  void shouldNotRunInTheObjectOfTheHost() {
    final Operation kept = core.operation();
    session.begin(kept).close();
    final Operation one = session.begin("one");
    assertNotSame(kept, stateOf(one));
    one.close();
    session.begin(kept).close();
    assertNotSame(kept, stateOf(session.begin("two")));
  }

  @Test
  void shouldNotWaitForACloseThatIsUnderWay() {
    final Operation first = session.begin("first");
    final OperationImpl state = stateOf(first);
    assertTrue(KillWords.end(state.words, state.index, state.left)); // its first step
    final Operation second = session.begin("second");
    assertNotSame(state, stateOf(second));
    assertFalse(first.isRunning());
    assertEquals("second", second.info().description());
  }

  @Test
  void shouldBeAnObjectOfItsOwnIfAnotherRunsInTheSession() {
    final Operation first = session.begin("first");
    final Operation further = session.begin("further");
    assertInstanceOf(OperationImpl.class, further);
    assertEquals(2, killAnn());
    assertTrue(first.isKilled());
    assertTrue(further.isKilled());
  }

  @Test
  void shouldNotRunInTheObjectOfAnEarlierSession() {
    final Operation first = begunAndClosed();
    assertTrue(session.end());
    final Session next = core.session(new UUID(1, 2), ann);
    final Operation second = next.begin("second");
    assertNotSame(stateOf(first), stateOf(second));
    first.close();
    assertTrue(second.isRunning());
    assertEquals(Optional.of(next.id()), second.info().sessionId());
  }

  @Test
  void shouldEndInASessionThatHasEnded() {
    final Operation first = session.begin("first");
    assertTrue(session.end());
    assertTrue(first.isRunning());
    assertEquals(Optional.empty(), first.session());
    first.close();
    assertFalse(first.isRunning());
  }

  // ---- after its end

  @Test
  void shouldNotTouchALaterRun() throws Exception {
    final Operation first = begunAndClosed();
    final Operation second = session.begin("second");
    final Thread thread = Thread.currentThread();
    final List<Executable> calls = List.of(
        first::check,
        () -> first.kill(1, "", ""),
        () -> first.deadline(Duration.ZERO),
        () -> first.thread(thread),
        () -> first.thread(null),
        first::id,
        first::info,
        first::ref,
        () -> first.child("child"),
        () -> first.openCursor(() -> {}),
        () -> session.openCursor(() -> {}).pin(first),
        () -> first.onKill(cause -> {}),
        () -> first.interruptOnKill(thread),
        first::makeCurrent,
        () -> first.wrap(() -> {}),
        () -> first.wrapSupplier(() -> ""),
        () -> first.sleep(Duration.ZERO),
        () -> first.await(() -> true, Duration.ZERO),
        () -> first.await(CompletableFuture.completedFuture("")),
        () -> first.interruptibly(() -> ""),
        () -> first.killed(new Exception()));
    for (final Executable call : calls) {
      assertThrows(IllegalStateException.class, call);
      first.close();
      first.signal();
      core.agent().doWork();
      assertTrue(second.isRunning());
      assertFalse(second.isKilled());
      assertFalse(first.isRunning());
      assertFalse(first.isKilled());
      assertEquals(Optional.empty(), first.session());
    }
  }

  @Test
  void shouldKnowItsKillWhenTheNextRunGoesOn() {
    final Operation first = session.begin("first");
    assertTrue(first.kill(7, "why", "who"));
    first.close();
    final Operation second = session.begin("second");
    assertSame(stateOf(first), stateOf(second));
    assertTrue(second.kill(8, "", ""));
    assertEquals(7, first.killCause().orElseThrow().code());
    assertEquals("why", first.killCause().orElseThrow().reason());
    assertTrue(first.isKilled());
    assertEquals(7, assertThrows(OperationKilledException.class, first::check).killCause().code());
    assertEquals(7, first.killed(new Exception()).killCause().code());
    assertEquals(8, second.killCause().orElseThrow().code());
  }

  @Test
  void shouldNotTakeTheKillOfTheNextRunForItsOwn() {
    final Operation first = begunAndClosed();
    final Operation second = session.begin("second");
    assertEquals(1, killAnn());
    assertFalse(first.isKilled());
    assertEquals(Optional.empty(), first.killCause());
    second.close();
    assertFalse(first.isKilled());
    assertTrue(second.isKilled());
  }

  @Test
  void shouldNotShowThatTheNextRunKnowsOfItsKill() {
    final Operation first = session.begin("first");
    assertEquals(1, killAnn());
    first.close();
    final Operation second = session.begin("second");
    final KillReport report = core.kill(KillRequest.of(KillPattern.owner(ann.uid())));
    assertTrue(first.isKilled());
    assertEquals(List.of(false), report.stragglers().stream().map(KillReport.Straggler::sawKill).toList());
    assertTrue(second.isKilled());
    assertEquals(List.of(true), report.stragglers().stream().map(KillReport.Straggler::sawKill).toList());
  }

  @Test
  void shouldReachItsRunAloneByAReference() {
    final Operation first = session.begin("first");
    final OperationRef ref = first.ref();
    assertEquals(ref, first.ref());
    final int id = first.id();
    first.close();
    final Operation second = session.begin("second");
    assertFalse(ref.isRunning());
    assertFalse(ref.kill(1, "", ""));
    assertFalse(core.killOperation(id, 1, "", ""));
    assertFalse(second.isKilled());
    assertTrue(second.id() != id);
  }

  @Test
  void shouldLeaveNothingToTheNextRun() {
    final AtomicInteger calls = new AtomicInteger();
    final Operation first = session.begin(() -> "first").deadline(Duration.ofDays(1)).thread(Thread.currentThread());
    first.onKill(cause -> calls.incrementAndGet());
    final Registration interrupt = first.interruptOnKill(Thread.currentThread());
    first.child("child").close();
    first.close();
    first.exempt(true).labels(Labels.of("app", "old"));
    final Operation second = session.begin("second");
    assertSame(stateOf(first), stateOf(second));
    assertEquals("second", second.info().description());
    assertEquals(Optional.empty(), second.info().timeLeft());
    assertEquals(Labels.none(), second.info().labels());
    assertFalse(second.info().exempt());
    final KillReport report = core.kill(KillRequest.of(KillPattern.owner(ann.uid())));
    assertEquals(1, report.operationsKilled());
    assertEquals(List.of(List.of()), report.stragglers().stream().map(KillReport.Straggler::stacks).toList());
    assertEquals(0, calls.get());
    assertFalse(Thread.interrupted());
    interrupt.close();
  }

  // ---- begun again

  @Test
  void shouldBeginAgainInAnObjectOfItsOwn() {
    final Operation first = begunAndClosed();
    final Operation second = session.begin("second");
    final Session other = core.session(new UUID(1, 2), ann);
    assertSame(first, other.begin(first.labels(Labels.of("app", "new")), "again"));
    assertTrue(first.isRunning());
    first.check();
    assertEquals("again", first.info().description());
    assertEquals(Labels.of("app", "new"), first.info().labels());
    assertEquals(other.id(), first.session().orElseThrow().id());
    final Scope scope = first.makeCurrent();
    assertSame(first, Operation.current().orElseThrow());
    scope.close();
    assertTrue(first.kill(7, "", ""));
    assertTrue(first.isKilled());
    assertThrows(OperationKilledException.class, first::check);
    assertFalse(second.isKilled());
    first.close();
    assertFalse(first.isRunning());
    assertEquals(7, first.killCause().orElseThrow().code());
    assertSame(first, core.begin(first, "without a session"));
    assertEquals(Optional.empty(), first.killCause());
    assertEquals(Optional.empty(), first.session());
    first.close();
    assertSame(first, core.begin(first, 1, 2, ann, "by UUID"));
    assertEquals("by UUID", first.info().description());
    assertTrue(second.isRunning());
  }

  @Test
  void shouldKnowItsKillUntilItBeginsAgain() {
    final Operation first = session.begin("first");
    first.kill(7, "", "");
    first.close();
    first.exempt(true);
    assertTrue(first.isKilled());
    assertEquals(7, first.killCause().orElseThrow().code());
    session.begin(first);
    assertFalse(first.isKilled());
    assertEquals(Optional.empty(), first.killCause());
    assertEquals(0, killAnn()); // exempt
  }

  @Test
  void shouldNotBeginAgainWhileItRuns() {
    final Operation first = session.begin("first");
    assertThrows(IllegalStateException.class, () -> session.begin(first));
    assertThrows(IllegalStateException.class, () -> core.begin(first, ""));
    assertThrows(IllegalStateException.class, () -> first.exempt(true));
    assertThrows(IllegalStateException.class, () -> first.labels(Labels.none()));
    first.check();
  }

  @Test
  void shouldBelongToItsCore() {
    final Operation first = begunAndClosed();
    try (KillCore another = KillCore.builder().hostRunsAgent().build()) {
      final Session there = another.session(new UUID(1, 1), ann);
      assertThrows(IllegalArgumentException.class, () -> there.begin(first));
      assertThrows(IllegalArgumentException.class, () -> there.openCursor(() -> {}).pin(first));
    }
  }

  // ---- as any other

  @Test
  void shouldBeTheCurrentOperationUntilItsEnd() {
    final Operation first = session.begin("first");
    final Scope scope = first.makeCurrent();
    assertSame(first, Operation.current().orElseThrow());
    first.close();
    session.begin("second");
    assertEquals(Optional.empty(), Operation.current());
    scope.close();
  }

  @Test
  void shouldPinACursor() {
    final Operation first = session.begin("first");
    final var cursor = first.openCursor(() -> {});
    cursor.pin(first);
    assertEquals(1, core.kill(KillRequest.of(KillPattern.owner(ann.uid()))).cursorsKilled());
    assertTrue(first.isKilled());
    cursor.unpin();
  }

  @Test
  void shouldBeRefusedWhenTheSessionHasEnded() {
    begunAndClosed();
    session.end();
    assertThrows(SessionEndedException.class, () -> session.begin("late"));
  }
}
