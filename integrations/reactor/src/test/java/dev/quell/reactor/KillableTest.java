package dev.quell.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.ClosedCoreException;
import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.SessionEndedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What a kill, a deadline, a cancel and the end of the core do to subscriptions, with Reactor's own operators. */
class KillableTest extends SubscriptionsOfAnn {
  private void killAnn() {
    assertEquals(1, killedOfAnn());
  }

  // ---- kill

  @Test
  void shouldErrorAtOnceWhenItIsKilledWithoutAnElement() {
    final TestPublisher<Integer> source = TestPublisher.create();
    StepVerifier.create(killable(source.flux()))
        .then(() -> source.next(1))
        .expectNext(1)
        .then(this::killedOfAnn)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
    source.assertCancelled();
  }

  @Test
  void shouldErrorAMonoThatNeverComes() {
    StepVerifier.create(killable(Mono.never()))
        .then(this::killedOfAnn)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
  }

  @Test
  void shouldErrorWithoutDemand() {
    StepVerifier.create(killable(Flux.range(1, 10)), 0)
        .then(this::killedOfAnn)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
  }

  @Test
  void shouldEmitNothingAfterTheElementThatKillsIt() {
    StepVerifier.create(killable(Flux.range(1, 10)).doOnNext(i -> {
      if (i == 3) {
        killAnn();
      }
    }))
        .expectNext(1, 2, 3)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
  }

  @Test
  void shouldDiscardWhatComesAfterTheKill() {
    final TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    StepVerifier.create(killable(source.flux()))
        .then(this::killedOfAnn)
        .then(() -> source.next(1))
        .then(source::complete)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verifyThenAssertThat(LONG)
        .hasDiscarded(1);
  }

  @Test
  void shouldStopAtTheNextElementIfTheKillIsStillClaiming() {
    final AtomicReference<Operation> op = new AtomicReference<>();
    final KillCore late = KillCore.builder().callbackExecutor(task -> {}).build(); // it never comes to the callback
    StepVerifier.create(
        Flux.range(1, 10)
            .transform(Killable.flux(context -> begun(op, late.begin("orders"))))
            .doOnNext(i -> op.get().kill(KillCode.INTERRUPTED, "", "")))
        .expectNext(1)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
    assertEquals(0, late.telemetry().operationsRunning());
    late.close();
  }

  private static Operation begun(final AtomicReference<Operation> op, final Operation running) {
    op.set(running);
    return running;
  }

  @Test
  void shouldSignalTheSubscriptionBeforeAKillThatComesWithIt() {
    StepVerifier.create(
        Flux.range(1, 10).transform(Killable.flux(context -> {
          final Operation op = session.begin("orders");
          killAnn();
          return op;
        })))
        .expectSubscription()
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
  }

  @Test
  void shouldTellTheReasonAndTheKiller() {
    StepVerifier.create(killable(Flux.never()))
        .then(() -> core.operations().forEach(op -> core.killOperation(op.id(), 4711, "too dear", "ops")))
        .verifyErrorMatches(e -> e instanceof OperationKilledException killed
            && killed.code() == 4711
            && killed.getMessage().equals("operation was interrupted: too dear (killed by ops)"));
  }

  @Test
  void shouldBeFoundByItsLabels() {
    final Flux<Object> labelled =
        Flux.never()
            .transform(Killable.flux(context -> {
              final String app = context.get("app");
              return session.begin(core.operation().labels(Labels.of("app", app)), "orders");
            }))
            .contextWrite(context -> context.put("app", "billing"));
    StepVerifier.create(labelled)
        .then(() -> assertEquals(1, core.kill(KillPattern.label("app", "billing")).operationsKilled()))
        .expectError(OperationKilledException.class)
        .verify(LONG);
  }

  @Test
  void shouldLetTheHostDecideWhereTheErrorOfAKillIsSignalled() {
    final AtomicReference<Thread> signaller = new AtomicReference<>();
    StepVerifier.create(
        killable(Flux.never())
            .publishOn(Schedulers.parallel())
            .doOnError(e -> signaller.set(Thread.currentThread())))
        .then(this::killedOfAnn)
        .expectError(OperationKilledException.class)
        .verify(LONG);
    assertTrue(Schedulers.isNonBlockingThread(signaller.get()));
  }

  // ---- deadline, end of the core

  @Test
  void shouldErrorAtTheDeadline() {
    StepVerifier.create(
        Flux.never().transform(Killable.flux(context -> session.begin("orders").deadline(Duration.ofMillis(5)))))
        .expectErrorSatisfies(killedWith(KillCode.MAX_TIME_MS_EXPIRED))
        .verify(LONG);
  }

  @Test
  void shouldErrorAtATimeLimitThatHasPassedBefore() {
    final Duration over = Duration.ofSeconds(-5);
    StepVerifier.create(Flux.never().transform(Killable.flux(context -> session.begin("orders"), over)))
        .expectErrorSatisfies(killedWith(KillCode.MAX_TIME_MS_EXPIRED))
        .verify(LONG);
    StepVerifier.create(Mono.never().transform(Killable.mono(context -> session.begin("order"), over)))
        .expectErrorSatisfies(killedWith(KillCode.MAX_TIME_MS_EXPIRED))
        .verify(LONG);
  }

  @Test
  void shouldErrorWhenTheCoreIsClosed() {
    StepVerifier.create(killable(Flux.never()))
        .then(core::close)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED_AT_SHUTDOWN))
        .verify(LONG);
  }

  @Test
  void shouldErrorWithoutSubscribingIfTheCoreIsClosed() {
    final TestPublisher<Integer> source = TestPublisher.create();
    core.close();

    StepVerifier.create(killable(source.flux())).expectError(ClosedCoreException.class).verify(LONG);
    source.assertWasNotSubscribed();
  }

  @Test
  void shouldErrorIfTheSessionHasEnded() {
    session.end();

    StepVerifier.create(killable(Mono.just(1))).expectError(SessionEndedException.class).verify(LONG);
  }

  // ---- the usual ends

  @Test
  void shouldEndWithTheSubscription() {
    final AtomicInteger running = new AtomicInteger();
    StepVerifier.create(
        killable(Flux.range(1, 3).doOnNext(i -> running.addAndGet((int) core.telemetry().operationsRunning())))
            .concatWith(Mono.fromSupplier(() -> (int) core.telemetry().operationsRunning())))
        .expectNext(1, 2, 3, 0) // over before the next one begins
        .verifyComplete();
    assertEquals(3, running.get());
  }

  @Test
  void shouldEndWithAnErrorAsItIs() {
    final IOException own = new IOException("own");

    StepVerifier.create(killable(Flux.error(own))).expectErrorSatisfies(e -> assertSame(own, e)).verify(LONG);
  }

  @Test
  void shouldEndWithTheDisposal() {
    final TestPublisher<Integer> source = TestPublisher.create();
    final Disposable subscription = killable(source.flux()).subscribe();
    assertEquals(1, core.operations().count());

    subscription.dispose();

    assertEquals(0, core.operations().count());
    assertEquals(1, core.telemetry().operationsKilled());
    source.assertCancelled();
  }

  @Test
  void shouldEndWithACancelInAnElement() {
    StepVerifier.create(killable(Flux.range(1, 10)).take(3)).expectNext(1, 2, 3).verifyComplete();
  }

  @Test
  void shouldBeAnOperationForEachSubscription() {
    final Mono<Integer> mono = killable(Mono.just(1));

    assertEquals(2, mono.block() + mono.block());
    assertEquals(List.of(1, 2), killable(Flux.just(1, 2)).retry(3).collectList().block());
  }

  @Test
  void shouldBeginAgainWhenItIsRetried() {
    final AtomicInteger tries = new AtomicInteger();
    StepVerifier.create(
        killable(Flux.defer(() -> {
          if (tries.incrementAndGet() == 1) {
            killAnn();
          }
          return Flux.just(tries.get());
        })).retry(1))
        .expectNext(2)
        .verifyComplete();
  }

  @Test
  void shouldEndIfTheSourceThrowsInsteadOfSignalling() {
    final Flux<Integer> broken =
        Flux.from(subscriber -> {
          throw new IllegalStateException("of the source");
        });
    StepVerifier.create(killable(broken)).expectErrorMessage("of the source").verify(LONG);
  }

  // ---- the work

  @Test
  void shouldHaveTheOperationInTheContextUpstream() {
    final Mono<String> description =
        Mono.deferContextual(context -> Mono.just(Killable.operation(context).orElseThrow().info().description()));
    assertEquals("order", killable(description).block());
    assertTrue(Killable.operation(reactor.util.context.Context.empty()).isEmpty());
  }

  @Test
  void shouldStopWorkThatBlocks() throws Exception {
    final CountDownLatch blocked = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);
    final Mono<String> work =
        Mono.deferContextual(context -> Mono.fromCallable(() -> {
          try {
            blocked.countDown();
            Killable.operation(context).orElseThrow().sleep(LONG);
            return "slept";
          } finally {
            stopped.countDown();
          }
        })).subscribeOn(Schedulers.boundedElastic());

    StepVerifier.create(killable(work))
        .then(() -> await(blocked))
        .then(this::killedOfAnn)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);

    await(stopped); // and nothing was dropped onto the console
  }

  @Test
  void shouldSuppressHowTheWorkFailedAfterTheKill() {
    final TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    final IOException late = new IOException("connection reset");
    final AtomicReference<Throwable> told = new AtomicReference<>();
    killable(source.flux()).subscribe(i -> {}, told::set);
    killAnn();

    source.error(late);

    assertEquals(List.of(late), List.of(told.get().getSuppressed()));
  }

  @Test
  void shouldMakeAFailureAfterTheKillItsCause() {
    final IOException broken = new IOException("connection reset");
    final KillCore late = KillCore.builder().callbackExecutor(task -> {}).build();
    final AtomicReference<Operation> op = new AtomicReference<>();
    StepVerifier.create(
        Mono.<Integer>fromCallable(() -> {
          op.get().kill(KillCode.INTERRUPTED, "", "");
          throw broken;
        }).transform(Killable.mono(context -> begun(op, late.begin("order")))))
        .expectErrorSatisfies(e -> assertSame(broken, assertInstanceOf(OperationKilledException.class, e).getCause()))
        .verify(LONG);
    late.close();
  }

  @Test
  void shouldLeaveErrorsThatHaveNothingToDoWithAKillToTheHook() {
    final TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    final IOException late = new IOException("too late");
    killable(source.flux()).subscribe().dispose();
    killable(source.flux()).subscribe().dispose();

    source.error(late);

    assertTrue(dropped.contains(late));
    dropped.clear();
  }

  // ---- fused and conditional sources

  @Test
  void shouldPassOnFusedAndConditionalSources() {
    final Flux<Integer> both =
        killable(Flux.range(1, 1_000).map(i -> i * 2).filter(i -> i % 3 == 0))
            .filter(i -> i % 2 == 0)
            .publishOn(Schedulers.parallel())
            .flatMap(i -> killable(Mono.just(i)), 8);
    StepVerifier.create(both).expectNextCount(333).expectComplete().verify(LONG);
  }

  @Test
  void shouldPassOnDemand() {
    StepVerifier.create(killable(Flux.range(1, 10).hide().filter(i -> i % 2 == 0)), 2)
        .expectNext(2, 4)
        .thenRequest(1)
        .expectNext(6)
        .thenRequest(Long.MAX_VALUE)
        .expectNext(8, 10)
        .verifyComplete();
  }

  @Test
  void shouldPassOnACallable() {
    assertEquals(1, killable(Mono.fromCallable(() -> 1)).block());
    assertTrue(killable(Mono.empty()).blockOptional().isEmpty());
    assertEquals(List.of(), killable(Flux.<Integer>empty()).collectList().block());
  }

  @Test
  void shouldPassOnSinks() {
    final Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
    sink.tryEmitNext(1);
    StepVerifier.create(killable(sink.asFlux()))
        .expectNext(1)
        .then(this::killedOfAnn)
        .expectError(OperationKilledException.class)
        .verify(LONG);
    assertEquals(Sinks.EmitResult.FAIL_CANCELLED, sink.tryEmitNext(2));
  }

  // ---- what is refused

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> Killable.flux(null));
    assertThrows(NullPointerException.class, () -> Killable.mono(null));
    assertThrows(NullPointerException.class, () -> Killable.flux(null, LONG));
    assertThrows(NullPointerException.class, () -> Killable.mono(null, LONG));
    assertThrows(NullPointerException.class, () -> Killable.flux(context -> null, null));
    assertThrows(NullPointerException.class, () -> Killable.mono(context -> null, null));
    assertThrows(NullPointerException.class, () -> Killable.flux(context -> null).apply(null));
    assertThrows(NullPointerException.class, () -> Killable.mono(context -> null).apply(null));
    assertThrows(NullPointerException.class, () -> Killable.operation(null));
    StepVerifier.create(Mono.just(1).transform(Killable.mono(context -> null)))
        .expectError(NullPointerException.class)
        .verify(LONG);
  }

  @Test
  void shouldRefuseAnOperationThatDoesNotRun() {
    StepVerifier.create(Mono.just(1).transform(Killable.mono(context -> core.operation())))
        .expectError(IllegalStateException.class)
        .verify(LONG);
    assertFalse(core.operations().findAny().isPresent());
  }

  private static void await(final CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
