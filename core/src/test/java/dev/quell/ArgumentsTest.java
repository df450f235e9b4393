package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Telemetry.Latency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the methods of core, session, operation and cursor do with wrong arguments, and with a closed core. */
class ArgumentsTest {
  private static final UUID ID = new UUID(1, 2);
  private static final Owner OWNER = Owner.of("ada", "admin");
  private static final String LONGEST = "x".repeat(KillRequest.MAX_TEXT_LENGTH);
  private static final String TOO_LONG = LONGEST + "x";

  private final List<Throwable> hostErrors = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final KillCore core =
      KillCore.builder().hostRunsAgent().errorHandler(hostErrors::add).nanoClock(nanos::get).build();
  private final Session session = core.session(ID, OWNER);

  @AfterEach
  void close() {
    core.close();
  }

  // ---- core

  @Test
  void shouldNameTheNullArgumentOfSessionLookups() {
    refusesNull("id", () -> core.session(null, OWNER));
    refusesNull("owner", () -> core.session(ID, null));
    refusesNull("owner", () -> core.session(1, 2, null));
    refusesNull("owner", () -> core.startSession(null));
    refusesNull("id", () -> core.findSession(null, OWNER.uid()));
    refusesNull("uid", () -> core.findSession(ID, null));
    refusesNull("owner", () -> core.replaceRoles(null));
    assertEquals(1, core.sessions().count());
  }

  @Test
  void shouldNameTheNullArgumentOfBegins() {
    refusesNull("operation", () -> core.begin(null, 1, 2, OWNER, "find"));
    refusesNull("owner", () -> core.begin(core.operation(), 1, 2, null, "find"));
    refusesNull("description", () -> core.begin((Supplier<String>) null));
    refusesNull("operation", () -> core.begin((Operation) null, "find"));
    refusesNull("description", () -> session.begin((Supplier<String>) null));
    refusesNull("operation", () -> session.begin((Operation) null));
    refusesNull("operation", () -> session.begin(null, "find"));
    refusesNull("operation", () -> session.begin(null, () -> "find"));
    refusesNull("description", () -> session.begin(core.operation(), (Supplier<String>) null));
    refusesNull("description", () -> core.begin(core.operation(), (Supplier<String>) null));
    assertEquals(0, core.operations().count());
  }

  @Test
  void shouldTakeNullForNoDescription() {
    core.begin((String) null);
    core.begin(core.operation(), (String) null);
    core.begin(core.operation(), 1, 2, OWNER, null);
    session.begin((String) null);
    session.begin(core.operation(), (String) null);
    assertEquals(5, core.operations().filter(operation -> operation.description().isEmpty()).count());
  }

  @Test
  void shouldNameTheNullArgumentOfCursorMethods() {
    refusesNull("resource", () -> core.openCursor(null));
    refusesNull("resource", () -> session.openCursor(null));
    assertEquals(0, core.cursors().count());
    final Cursor<?> cursor = core.openCursor(() -> {});
    refusesNull("operation", () -> cursor.pin(null));
    assertFalse(cursor.isPinned());
  }

  @Test
  void shouldNameTheNullArgumentOfKillsAndListings() {
    refusesNull("patterns", () -> core.kill((KillPattern[]) null));
    refusesNull("request", () -> core.kill((KillRequest) null));
    refusesNull("request", () -> core.explain(null));
    refusesNull("instant", () -> core.cutOff(null));
    refusesNull("listener", () -> core.addListener(null));
    refusesNull("patterns", () -> core.sessions((KillPattern[]) null));
    assertEquals(0, core.telemetry().kills());
  }

  @Test
  void shouldRefuseOperationOfAnotherCore() {
    try (KillCore other = KillCore.builder().hostRunsAgent().build()) {
      final Operation stranger = other.operation();
      refuses("operation belongs to another core", () -> core.begin(stranger, "find"));
      refuses("operation belongs to another core", () -> core.begin(stranger, 1, 2, OWNER, "find"));
      refuses("operation belongs to another core", () -> session.begin(stranger));
      final Operation running = other.begin("find");
      final Cursor<?> cursor = core.openCursor(() -> {});
      refuses("operation belongs to another core", () -> cursor.pin(running));
    }
  }

  @Test
  void shouldRefuseToBeginOperationThatRuns() {
    final Operation running = session.begin("find");
    assertThrows(IllegalStateException.class, () -> session.begin(running));
    assertThrows(IllegalStateException.class, () -> core.begin(running, "insert"));
    assertThrows(IllegalStateException.class, () -> core.begin(running, 1, 2, OWNER, "insert"));
    assertThrows(IllegalStateException.class, () -> running.exempt(true));
    assertEquals("find", running.info().description());
  }

  // ---- kills by id

  @Test
  void shouldRefuseKillOperationArgumentsWhetherOrNotThereIsOne() {
    final Operation operation = session.begin("find");
    for (final int id : new int[] {operation.id(), operation.id() + 1, 0, -1}) {
      refuses("code is 0: expected 1 to 2147483647", () -> core.killOperation(id, 0, "", ""));
      refuses("code is -1: expected 1 to 2147483647", () -> core.killOperation(id, -1, "", ""));
      refusesNull("reason", () -> core.killOperation(id, 1, null, ""));
      refusesNull("by", () -> core.killOperation(id, 1, "", null));
      refuses("reason has 1001 characters: expected at most 1000", () -> core.killOperation(id, 1, TOO_LONG, ""));
      refuses("by has 1001 characters: expected at most 1000", () -> core.killOperation(id, 1, "", TOO_LONG));
    }
    assertFalse(operation.isKilled());
    assertFalse(core.killOperation(operation.id() + 1, 1, "", ""));
    assertFalse(core.killOperation(0, 1, "", ""));
    assertFalse(core.killOperation(-1, 1, "", ""));
    assertTrue(core.killOperation(operation.id(), 1, LONGEST, LONGEST));
    assertEquals(LONGEST, operation.killCause().orElseThrow().reason());
  }

  @Test
  void shouldRefuseArgumentsOfOperationKill() {
    final Operation operation = session.begin("find");
    refuses("code is 0: expected 1 to 2147483647", () -> operation.kill(0, "", ""));
    refusesNull("reason", () -> operation.kill(1, null, ""));
    refusesNull("by", () -> operation.kill(1, "", null));
    refuses("reason has 1001 characters: expected at most 1000", () -> operation.kill(1, TOO_LONG, ""));
    refuses("by has 1001 characters: expected at most 1000", () -> operation.kill(1, "", TOO_LONG));
    assertFalse(operation.isKilled());
    assertTrue(operation.kill(Integer.MAX_VALUE, LONGEST, LONGEST));
    assertFalse(operation.kill(1, "", ""));
  }

  @Test
  void shouldLeaveCursorOpenWhenKillCursorIsRefused() {
    final Cursor<?> cursor = session.openCursor(() -> {});
    final Operation user = session.begin("getMore");
    cursor.pin(user);
    refusesNull("reason", () -> core.killCursor(cursor.id(), null, ""));
    refusesNull("by", () -> core.killCursor(cursor.id(), "", null));
    refuses("reason has 1001 characters: expected at most 1000", () -> core.killCursor(cursor.id(), TOO_LONG, ""));
    refuses("by has 1001 characters: expected at most 1000", () -> core.killCursor(cursor.id(), "", TOO_LONG));
    refusesNull("reason", () -> core.killCursor(0, null, ""));
    assertTrue(cursor.isOpen());
    assertFalse(core.killCursor(0, "", ""));
    assertTrue(core.killCursor(cursor.id(), LONGEST, "ops@admin"));
    assertEquals(KillCode.CURSOR_KILLED, user.killCause().orElseThrow().code());
  }

  @Test
  void shouldLimitTheTextsOfCauses() {
    refuses("reason has 1001 characters: expected at most 1000", () -> new KillCause(1, TOO_LONG, "", 0));
    refuses("by has 1001 characters: expected at most 1000", () -> new KillCause(1, "", TOO_LONG, 0));
    assertEquals(LONGEST, new KillCause(1, LONGEST, LONGEST, 0).by());
  }

  // ---- operation

  @Test
  void shouldNameTheNullArgumentOfWaits() {
    final Operation operation = session.begin("find");
    refusesNull("duration", () -> operation.sleep(null));
    refusesNull("condition", () -> operation.await(null, Duration.ZERO));
    refusesNull("timeout", () -> operation.await(() -> true, null));
    refusesNull("future", () -> operation.await((Future<?>) null));
    refusesNull("call", () -> operation.interruptibly((Callable<?>) null));
    refusesNull("callback", () -> operation.onKill(null));
    assertThrows(IllegalArgumentException.class, () -> operation.sleep(Duration.ofNanos(-1)));
    assertThrows(IllegalArgumentException.class, () -> operation.await(() -> true, Duration.ofNanos(-1)));
    assertTrue(operation.kill(1, "", ""));
    assertEquals(List.of(), hostErrors, "nobody was left waiting for the kill");
  }

  @Test
  void shouldKeepTheDeadlineWhenAnotherIsRefused() throws Exception {
    final Operation operation = session.begin("find").deadline(Duration.ofMillis(5));
    refusesNull("fromNow", () -> operation.deadline(null));
    assertThrows(IllegalArgumentException.class, () -> operation.deadline(Duration.ofNanos(-1)));
    final Operation other = session.begin("insert").deadline(Duration.ofMillis(7));
    nanos.set(5_000_000);
    core.agent().doWork();
    assertEquals(KillCode.MAX_TIME_MS_EXPIRED, operation.killCause().orElseThrow().code());
    operation.close();
    assertFalse(other.isKilled());
    nanos.set(7_000_000);
    core.agent().doWork();
    assertTrue(other.isKilled(), "its place was not given away by the refused ones");
  }

  @Test
  void shouldTakeNullForNoThread() throws InterruptedException {
    final Operation operation = session.begin("find").thread(Thread.currentThread()).thread(null);
    final KillReport report = core.kill();
    assertEquals(List.of(), report.stragglers().get(0).stacks());
    operation.close();
    assertTrue(report.await(Duration.ZERO));
  }

  @Test
  void shouldNameTheNullArgumentOfOperationMethods() {
    final Operation operation = session.begin("find");
    refusesNull("labels", () -> core.operation().labels(null));
    refusesNull("cause", () -> operation.killed(null));
    refusesNull("description", () -> operation.child((Supplier<String>) null));
    refusesNull("task", () -> operation.wrap((Runnable) null));
    refusesNull("task", () -> operation.wrap((Callable<String>) null));
    refusesNull("task", () -> operation.wrapSupplier(null));
    operation.kill(50, "", "");
    refusesNull("cause", () -> operation.killed(null));
  }

  @Test
  void shouldRefuseWhatNeedsRunningOperationWhenItIsNot() {
    final Operation operation = core.operation();
    final List<Executable> calls =
        List.of(
            operation::check,
            operation::id,
            operation::info,
            () -> operation.deadline(Duration.ZERO),
            () -> operation.thread(null),
            () -> operation.kill(1, "", ""),
            () -> operation.sleep(Duration.ZERO),
            () -> operation.await(() -> true, Duration.ZERO),
            () -> operation.await(CompletableFuture.completedFuture(1)),
            () -> operation.interruptibly(() -> 1),
            () -> operation.onKill(cause -> {}),
            () -> operation.interruptOnKill(Thread.currentThread()),
            operation::makeCurrent,
            () -> operation.wrap(() -> {}),
            () -> operation.killed(new Exception()));
    calls.forEach(call -> assertThrows(IllegalStateException.class, call));
    session.begin(operation).close();
    calls.forEach(call -> assertThrows(IllegalStateException.class, call));
    assertFalse(operation.isKilled());
    assertEquals(Optional.empty(), operation.killCause());
    assertEquals(Optional.empty(), operation.session());
    operation.signal();
    operation.close();
  }

  @Test
  void shouldRememberTheKillOfTheLastRun() {
    final Operation operation = session.begin("find");
    operation.kill(50, "", "");
    operation.close();
    assertTrue(operation.isKilled());
    assertEquals(50, assertThrows(OperationKilledException.class, operation::check).code());
    session.begin(operation).check();
  }

  @Test
  void shouldReportWhatCallbackThrowsWhenTheRunIsKilledAlready() {
    final Operation operation = session.begin("find");
    final RuntimeException thrown = new RuntimeException("host");
    operation.onKill(cause -> {
      throw thrown;
    });
    operation.kill(1, "", "");
    operation.onKill(cause -> {
      throw thrown;
    });
    assertEquals(List.of(thrown, thrown), hostErrors);
    assertEquals(2, core.telemetry().hostErrors());
  }

  // ---- registrations

  @Test
  void shouldTakeBackOneRegistrationOnce() {
    final AtomicInteger told = new AtomicInteger();
    final KillListener listener = report -> told.incrementAndGet();
    final Registration first = core.addListener(listener);
    final Registration second = core.addListener(listener);
    core.kill();
    assertEquals(2, told.get());
    first.close();
    first.close();
    core.kill();
    assertEquals(3, told.get());
    second.close();
    core.kill();
    assertEquals(3, told.get());
  }

  // ---- builder and values

  @Test
  void shouldRefuseBuilderArguments() {
    final KillCoreBuilder builder = KillCore.builder();
    refusesNull("timeout", () -> builder.sessionTimeout(null));
    refusesNull("timeout", () -> builder.cursorTimeout(null));
    refusesNull("executor", () -> builder.cursorExecutor(null));
    refusesNull("handler", () -> builder.errorHandler(null));
    refusesNull("clock", () -> builder.nanoClock(null));
    final Duration tooShort = Duration.ofSeconds(1).minusNanos(1);
    refuses("sessionTimeout must be at least a second, but is PT0.999999999S", () -> builder.sessionTimeout(tooShort));
    refuses("cursorTimeout must be at least a second, but is PT0.999999999S", () -> builder.cursorTimeout(tooShort));
    refuses("maxSessions must be from 1 to 67108864, but is 0", () -> builder.maxSessions(0));
    refuses(
        "maxSessions must be from 1 to 67108864, but is 67108865",
        () -> builder.maxSessions(KillCoreBuilder.MOST_SESSIONS + 1));
    refuses("maxSessionsPerOwner must be at least 1, but is 0", () -> builder.maxSessionsPerOwner(0, true));
  }

  @Test
  void shouldRefuseWrongTimeoutOfReport() {
    final KillReport report = core.kill();
    refusesNull("timeout", () -> report.await(null));
    assertThrows(IllegalArgumentException.class, () -> report.await(Duration.ofNanos(-1)));
  }

  @Test
  void shouldNameTheNullComponentOfValues() {
    final KillExplanation.Index index = KillExplanation.Index.ALL;
    final Latency none = new Latency(0, 0, 0, 0, 0, 0, 0, 0);
    refusesNull("steps", () -> new KillExplanation(null, 0, 0, 0));
    refusesNull("patterns", () -> new KillExplanation.Step(null, index, 0, 0, 0, 0));
    refusesNull("index", () -> new KillExplanation.Step("{}", null, 0, 0, 0, 0));
    refusesNull("killDuration", () -> telemetry(null, none, none, none));
    refusesNull("killDurationLastMinute", () -> telemetry(none, null, none, none));
    refusesNull("killToStop", () -> telemetry(none, none, null, none));
    refusesNull("killToStopLastMinute", () -> telemetry(none, none, none, null));
    final OperationInfo info = session.begin("find").info();
    refusesNull("operation", () -> new KillReport.Straggler(null, Duration.ZERO, true, List.of()));
    refusesNull("sinceKill", () -> new KillReport.Straggler(info, null, true, List.of()));
    refusesNull("stacks", () -> new KillReport.Straggler(info, Duration.ZERO, true, null));
    refusesNull("thread", () -> new KillReport.ThreadStack(null, List.of()));
    refusesNull("frames", () -> new KillReport.ThreadStack("worker", null));
  }

  @Test
  void shouldCopyTheListsOfValues() {
    final StackTraceElement[] frames = {new StackTraceElement("A", "b", "A.java", 1)};
    final OperationInfo info = session.begin("find").info();
    final KillReport.ThreadStack[] stacks = {new KillReport.ThreadStack("worker", Arrays.asList(frames))};
    final KillReport.Straggler straggler =
        new KillReport.Straggler(info, Duration.ZERO, true, Arrays.asList(stacks));
    final StackTraceElement frame = frames[0];
    frames[0] = null;
    stacks[0] = null;
    assertEquals(List.of(frame), straggler.stack());
    assertEquals(List.of(frame), straggler.stacks().get(0).frames());
  }

  // ---- ended session, closed core

  @Test
  void shouldRefuseAllButLookingAndEndingWhenTheSessionHasEnded() {
    assertTrue(session.end());
    final List<Executable> calls =
        List.of(
            session::id,
            session::owner,
            session::info,
            session::lastUse,
            session::touch,
            () -> session.begin("find"),
            () -> session.begin(() -> "find"),
            () -> session.begin(core.operation()),
            () -> session.begin(core.operation(), "find"),
            () -> session.begin(core.operation(), () -> "find"),
            () -> session.openCursor(() -> {}),
            () -> session.findCursor(1));
    calls.forEach(call -> assertThrows(SessionEndedException.class, call));
    core.session(ID, OWNER);
    calls.forEach(call -> assertThrows(SessionEndedException.class, call));
    assertFalse(session.isOpen());
    assertFalse(session.end());
    assertEquals("Session[ended]", session.toString());
  }

  @Test
  void shouldRefuseWorkWhenTheCoreIsClosed() {
    final Cursor<?> cursor = session.openCursor(() -> {});
    final Operation running = session.begin("find");
    core.close();
    final List<Executable> calls =
        List.of(
            () -> core.session(ID, OWNER),
            () -> core.session(1, 2, OWNER),
            () -> core.startSession(OWNER),
            () -> core.replaceRoles(OWNER),
            () -> core.begin("find"),
            () -> core.begin(() -> "find"),
            () -> core.begin(core.operation(), "find"),
            () -> core.begin(core.operation(), 1, 2, OWNER, "find"),
            () -> core.killOperation(1, 1, "", ""),
            () -> core.openCursor(() -> {}),
            () -> core.killCursor(1, "", ""),
            () -> core.kill(),
            () -> core.kill(KillRequest.of()),
            () -> session.begin("find"),
            () -> session.begin(() -> "find"),
            () -> session.begin(core.operation()),
            () -> session.begin(core.operation(), "find"),
            () -> session.begin(core.operation(), () -> "find"),
            () -> session.openCursor(() -> {}));
    calls.forEach(call -> assertThrows(ClosedCoreException.class, call));
    assertThrows(SessionEndedException.class, session::touch);
    assertThrows(SessionEndedException.class, session::info);
    assertFalse(session.end());
    assertEquals(KillCode.INTERRUPTED_AT_SHUTDOWN, running.killCause().orElseThrow().code());
    assertFalse(running.kill(1, "", ""));
    assertEquals(
        KillCode.CURSOR_NOT_FOUND, assertThrows(CursorException.class, () -> cursor.pin(running)).code());
    running.close();
  }

  @Test
  void shouldGoOnAnsweringWhenTheCoreIsClosed() {
    final Cursor<?> cursor = session.openCursor(() -> {});
    core.close();
    assertEquals(Optional.empty(), core.findSession(ID, OWNER.uid()));
    assertEquals(Optional.empty(), core.findCursor(cursor.id()));
    assertEquals(0, core.explain(KillRequest.of()).sessions());
    assertEquals(0, core.sessions().count());
    assertEquals(0, core.sessions(KillPattern.all()).count());
    assertEquals(0, core.operations().count());
    assertEquals(0, core.cursors().count());
    assertEquals(0, core.telemetry().sessions());
    assertEquals(0, core.cutOff(Instant.EPOCH));
    assertFalse(core.operation().isRunning());
    assertSame(core.agent(), core.agent());
    core.addListener(report -> {}).close();
    core.close();
  }

  @Test
  void shouldFindCursorUntilItsUnpin() {
    final Operation user = session.begin("getMore");
    final Cursor<?> cursor = session.openCursor(() -> {});
    cursor.pin(user);
    assertEquals(KillCode.CURSOR_IN_USE, assertThrows(CursorException.class, () -> cursor.pin(user)).code());
    cursor.close();
    assertEquals(Optional.of(cursor), core.findCursor(cursor.id()));
    assertEquals(KillCode.CURSOR_NOT_FOUND, assertThrows(CursorException.class, () -> cursor.pin(user)).code());
    cursor.unpin();
    assertEquals(Optional.empty(), core.findCursor(cursor.id()));
    assertThrows(IllegalStateException.class, cursor::unpin);
  }

  private static Telemetry telemetry(
      final Latency duration, final Latency lastDuration, final Latency toStop, final Latency lastToStop) {
    return new Telemetry(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, duration, lastDuration, toStop, lastToStop);
  }

  private static void refusesNull(final String argument, final Executable call) {
    assertEquals(argument, assertThrows(NullPointerException.class, call).getMessage());
  }

  private static void refuses(final String message, final Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
