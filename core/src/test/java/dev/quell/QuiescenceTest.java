package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuiescenceTest {
  private static final Duration LONG = Duration.ofDays(1);

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

  @Test
  void shouldHaveNothingPendingWithoutAVictim() {
    assertEquals(0, core.kill().pending());
  }

  @Test
  void shouldBeQuietAtOnceWithoutAVictim() throws InterruptedException {
    assertTrue(core.kill().await(Duration.ZERO));
  }

  @Test
  void shouldCountTheVictimsThatHaveNotStopped() {
    session.begin("x");
    session.begin("y");
    core.begin("none");
    assertEquals(2, core.kill().pending());
  }

  @Test
  void shouldCountOneLessWhenAVictimStops() {
    final Operation first = session.begin("x");
    session.begin("y");
    final KillReport report = core.kill();
    first.close();
    assertEquals(1, report.pending());
  }

  @Test
  void shouldNotBeQuietWhileAVictimRuns() throws InterruptedException {
    session.begin("x");
    assertFalse(core.kill().await(Duration.ofMillis(1)));
  }

  @Test
  void shouldBeQuietWhenAllVictimsHaveStopped() throws InterruptedException {
    final Operation first = session.begin("x");
    final Operation second = session.begin("y");
    final KillReport report = core.kill();
    first.close();
    second.close();
    assertTrue(report.await(Duration.ZERO));
  }

  @Test
  void shouldStayQuietThoughTheNextOperationRuns() throws InterruptedException {
    final Operation victim = session.begin("x");
    final KillReport report = core.kill();
    victim.close();
    session.begin(victim);
    assertTrue(report.await(Duration.ZERO));
  }

  @Test
  void shouldStayQuietThoughALaterKillHasVictims() throws InterruptedException {
    final Operation victim = session.begin("x");
    final KillReport first = core.kill();
    victim.close();
    session.begin("y");
    core.kill();
    assertTrue(first.await(Duration.ZERO));
  }

  @Test
  void shouldNotWaitForTheVictimsOfAnotherKill() throws InterruptedException {
    session.begin("x");
    core.kill();
    assertTrue(core.kill().await(Duration.ZERO));
  }

  @Test
  void shouldWaitUntilTheLastVictimStops() {
    final Operation first = session.begin("x");
    final Operation last = session.begin("y");
    final KillReport report = core.kill();
    try (Worker waiter = Worker.start(() -> assertTrue(report.await(LONG)))) {
      waiter.untilBlocked();
      first.close();
      last.close();
    }
    assertEquals(0, report.pending());
  }

  @Test
  void shouldWakeEveryWaiter() {
    final Operation victim = session.begin("x");
    final KillReport report = core.kill();
    try (Worker one = Worker.start(() -> assertTrue(report.await(LONG)));
        Worker two = Worker.start(() -> assertTrue(report.await(LONG)))) {
      one.untilBlocked();
      two.untilBlocked();
      victim.close();
    }
    assertEquals(0, report.pending());
  }

  @Test
  void shouldWakeWhateverTheTimingOfTheEnd() {
    for (int round = 0; round < 2_000; round++) {
      final Operation victim = session.begin("x");
      final KillReport report = core.kill();
      Worker.together(
          2,
          number -> {
            if (number == 0) {
              assertTrue(report.await(LONG));
            } else {
              victim.close();
            }
          });
    }
  }

  @Test
  void shouldThrowWhenTheWaiterIsInterrupted() {
    session.begin("x");
    final KillReport report = core.kill();
    try (Worker waiter = Worker.start(() -> assertThrows(InterruptedException.class, () -> report.await(LONG)))) {
      waiter.untilBlocked().thread().interrupt();
    }
    assertEquals(1, report.pending());
  }

  @Test
  void shouldRefuseANegativeTime() {
    final KillReport report = core.kill();
    assertThrows(IllegalArgumentException.class, () -> report.await(Duration.ofNanos(-1)));
  }

  @Test
  void shouldRefuseANullTime() {
    final KillReport report = core.kill();
    assertThrows(NullPointerException.class, () -> report.await(null));
  }

  @Test
  void shouldWaitForAsLongAsThereIsTimeWithoutOverflow() {
    final Operation victim = session.begin("x");
    final KillReport report = core.kill();
    try (Worker waiter = Worker.start(() -> assertTrue(report.await(Duration.ofSeconds(Long.MAX_VALUE))))) {
      waiter.untilBlocked();
      victim.close();
    }
    assertEquals(0, report.pending());
  }

  // ---- stragglers

  // ---- whenStopped

  /** Runs the agent until the stage is complete: a thread of the core's own completes it. */
  private KillReport completed(final CompletionStage<KillReport> stage) {
    final CompletableFuture<KillReport> future = stage.toCompletableFuture();
    Worker.until(
        () -> {
          virtual.pass(Duration.ofMillis(10));
          virtual.cycle();
          return future.isDone();
        });
    return future.join();
  }

  @Test
  void shouldCompleteAtOnceWithoutAVictim() {
    final KillReport report = core.kill();
    assertSame(report, report.whenStopped().toCompletableFuture().getNow(null));
  }

  @Test
  void shouldNotCompleteWhileAVictimRuns() {
    session.begin("x");
    final CompletableFuture<KillReport> stopped = core.kill().whenStopped().toCompletableFuture();
    virtual.work();
    assertFalse(stopped.isDone());
  }

  @Test
  void shouldCompleteWhenTheLastVictimHasStopped() {
    final Operation first = session.begin("x");
    final Operation second = session.begin("y");
    final KillReport report = core.kill();
    final CompletionStage<KillReport> stopped = report.whenStopped();
    first.close();
    second.close();
    assertSame(report, completed(stopped));
  }

  @Test
  void shouldCompleteThoughAllHadStoppedBefore() {
    final Operation operation = session.begin("x");
    final KillReport report = core.kill();
    operation.close();
    assertSame(report, completed(report.whenStopped()));
  }

  @Test
  void shouldCompleteEveryStage() {
    final Operation operation = session.begin("x");
    final KillReport report = core.kill();
    final List<CompletionStage<KillReport>> stages = List.of(report.whenStopped(), report.whenStopped());
    operation.close();
    stages.forEach(stage -> assertSame(report, completed(stage)));
  }

  @Test
  void shouldNotRunWhatDependsOnTheThreadOfTheVictim() {
    final Operation operation = session.begin("x");
    final AtomicReference<Thread> ran = new AtomicReference<>();
    final CompletionStage<KillReport> stopped = core.kill().whenStopped();
    stopped.thenRun(() -> ran.set(Thread.currentThread()));
    operation.close();
    completed(stopped);
    Worker.until(() -> ran.get() != null);
    assertNotSame(Thread.currentThread(), ran.get());
  }

  @Test
  void shouldCompleteThoughTheCoreIsClosed() {
    final Operation operation = session.begin("x");
    final KillReport report = core.kill();
    final CompletableFuture<KillReport> stopped = report.whenStopped().toCompletableFuture();
    virtual.close();
    assertFalse(stopped.isDone());
    operation.close();
    Worker.until(stopped::isDone);
    assertSame(report, stopped.join());
  }

  @Test
  void shouldHaveNoStragglersWithoutAVictim() {
    session.begin("x").close();
    assertEquals(List.of(), core.kill().stragglers());
  }

  @Test
  void shouldListTheVictimsThatHaveNotStopped() {
    session.begin("first");
    session.begin("beside");
    virtual.session(2, ANN).begin("other");
    assertEquals(
        List.of("beside", "first", "other"),
        core.kill().stragglers().stream().map(straggler -> straggler.operation().description()).sorted().toList());
  }

  @Test
  void shouldNotListAVictimThatHasStopped() {
    final Operation first = session.begin("first");
    session.begin("beside");
    final KillReport report = core.kill();
    first.close();
    assertEquals(List.of("beside"), report.stragglers().stream().map(s -> s.operation().description()).toList());
  }

  @Test
  void shouldNotListTheVictimsOfAnotherKill() {
    session.begin("x");
    core.kill();
    virtual.session(2, ANN).begin("y");
    assertEquals(List.of("y"), core.kill().stragglers().stream().map(s -> s.operation().description()).toList());
  }

  @Test
  void shouldNotListWhatBeganAfter() {
    session.begin("x");
    final KillReport report = core.kill();
    session.begin("later");
    assertEquals(1, report.stragglers().size());
  }

  @Test
  void shouldListAVictimWhoseSessionHasEnded() {
    session.begin("x");
    final KillReport report = core.kill();
    session.end();
    assertEquals(1, report.stragglers().size());
  }

  @Test
  void shouldSayHowLongAgoAVictimWasKilled() {
    session.begin("x");
    final KillReport report = core.kill();
    virtual.pass(Duration.ofSeconds(3));
    assertEquals(Duration.ofSeconds(3), report.stragglers().get(0).sinceKill());
  }

  @Test
  void shouldSayThatAVictimHasNotPolled() {
    session.begin("x");
    assertFalse(core.kill().stragglers().get(0).sawKill());
  }

  @Test
  void shouldSayThatAVictimHasPolled() {
    final Operation victim = session.begin("x");
    final KillReport report = core.kill();
    victim.isKilled();
    assertTrue(report.stragglers().get(0).sawKill());
  }

  @Test
  void shouldNotTakeALookOfOthersForAPoll() {
    final Operation victim = session.begin("x");
    final KillReport report = core.kill();
    victim.killCause();
    victim.killed(new Exception());
    victim.ref().isKilled();
    victim.info();
    assertFalse(report.stragglers().get(0).sawKill());
  }

  @Test
  void shouldSayThatAVictimWasTornFromABlockingCall() {
    final Operation victim = session.begin("x");
    final AtomicReference<KillReport> report = new AtomicReference<>();
    assertThrows(
        OperationKilledException.class,
        () -> victim.interruptibly(
            () -> {
              report.set(core.kill());
              throw new InterruptedException();
            }));
    assertTrue(report.get().stragglers().get(0).sawKill());
  }

  @Test
  void shouldNotSayThatTheNextRunHasPolled() {
    final Operation victim = session.begin("x");
    core.kill();
    victim.isKilled();
    victim.close();
    session.begin(victim);
    assertFalse(core.kill().stragglers().get(0).sawKill());
  }

  @Test
  void shouldSayWhyAVictimWasKilled() {
    session.begin("x");
    final KillReport report = core.kill(KillRequest.of().reason("why"));
    assertEquals("why", report.stragglers().get(0).operation().killed().orElseThrow().reason());
  }

  @Test
  void shouldHaveNoStackOfAThreadThatIsNotKnown() {
    session.begin("x");
    assertEquals(List.of(), core.kill().stragglers().get(0).stack());
  }

  @Test
  void shouldShowTheStackOfTheThread() {
    final CountDownLatch goOn = new CountDownLatch(1);
    final Operation victim = session.begin("x");
    try (Worker worker = Worker.start(() -> workHard(goOn))) {
      victim.thread(worker.untilBlocked().thread());
      final List<StackTraceElement> stack = core.kill().stragglers().get(0).stack();
      goOn.countDown();
      assertTrue(stack.stream().anyMatch(frame -> frame.getMethodName().equals("workHard")), stack::toString);
    }
  }

  @Test
  void shouldNotShowTheThreadOfTheLastRun() {
    final Operation victim = session.begin("x").thread(Thread.currentThread());
    victim.close();
    session.begin(victim);
    assertEquals(List.of(), core.kill().stragglers().get(0).stack());
  }

  @Test
  void shouldTellWhereEachThreadIs() throws Exception {
    final CountDownLatch goOn = new CountDownLatch(1);
    final Operation victim = session.begin("x");
    try (Worker one = Worker.start(() -> workHard(goOn)); Worker two = Worker.start(() -> workHard(goOn))) {
      victim.thread(one.untilBlocked().thread()).thread(two.untilBlocked().thread());
      final KillReport.Straggler straggler = core.kill().stragglers().get(0);
      goOn.countDown();
      assertEquals(
          List.of(one.thread().getName(), two.thread().getName()),
          straggler.stacks().stream().map(KillReport.ThreadStack::thread).toList());
      for (final KillReport.ThreadStack stack : straggler.stacks()) {
        assertTrue(stack.frames().stream().anyMatch(frame -> frame.getMethodName().equals("workHard")));
      }
      assertEquals(straggler.stacks().get(0).frames(), straggler.stack());
    }
  }

  @Test
  void shouldCountAThreadOnceThatIsNamedTwice() {
    final Thread other = new Thread(() -> {}, "other");
    session.begin("x").thread(other).thread(Thread.currentThread()).thread(other);
    assertEquals(
        List.of("other", Thread.currentThread().getName()),
        core.kill().stragglers().get(0).stacks().stream().map(KillReport.ThreadStack::thread).toList());
  }

  @Test
  void shouldForgetAllThreadsForNull() {
    final Operation victim = session.begin("x").thread(Thread.currentThread()).thread(new Thread()).thread(null);
    victim.thread(new Thread(() -> {}, "later"));
    assertEquals("later", core.kill().stragglers().get(0).stacks().get(0).thread());
    assertEquals(1, core.kill().stragglers().size() + 1, "the second kill has no victim");
  }

  @Test
  void shouldRefuseMoreThreadsThanItMayHave() {
    final Operation victim = session.begin("x");
    final Thread last = new Thread();
    for (int i = 1; i < 64; i++) {
      victim.thread(new Thread());
    }
    victim.thread(last).thread(last);
    assertThrows(IllegalStateException.class, () -> victim.thread(new Thread()));
    assertEquals(64, core.kill().stragglers().get(0).stacks().size());
  }

  @Test
  void shouldHaveAllThreadsThatNameThemselvesAtOnce() {
    final Operation victim = session.begin("x");
    Worker.together(8, number -> victim.thread(Thread.currentThread()));
    assertEquals(8, core.kill().stragglers().get(0).stacks().size());
  }

  private static void workHard(final CountDownLatch goOn) throws InterruptedException {
    goOn.await();
  }
}
