package dev.quell.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Ends of subscriptions whose source, or whose moment, is out of the ordinary. */
class KillableEndsTest extends SubscriptionsOfAnn {
  private final IllegalStateException ofUpstream = new IllegalStateException("of upstream");
  private final List<Object> signals = new CopyOnWriteArrayList<>();
  /** Notes the signals as they come; Reactor's own subscriber of a Mono would hide what comes after the element. */
  private final class Notes extends BaseSubscriber<Integer> {
    @Override
    protected void hookOnNext(final Integer element) {
      signals.add(element);
      signals.add("killed " + killedOfAnn());
    }

    @Override
    protected void hookOnError(final Throwable e) {
      signals.add(e);
    }

    @Override
    protected void hookOnComplete() {
      signals.add("complete");
    }
  }

  // ---- an upstream that throws when it is cancelled

  private Flux<Object> throwsOnCancel(final Throwable thrown) {
    return Flux.create(sink -> sink.onCancel(() -> sneak(thrown)));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(final Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void shouldErrorOfAKillThoughTheCancelThrows() {
    StepVerifier.create(killable(throwsOnCancel(ofUpstream)))
        .then(this::killedOfAnn)
        .expectErrorSatisfies(e -> assertEquals(List.of(ofUpstream), List.of(e.getSuppressed())))
        .verify(LONG);
  }

  @Test
  void shouldEndWithTheDisposalThoughTheCancelThrows() {
    killable(throwsOnCancel(ofUpstream)).subscribe().dispose();

    assertEquals(0, core.telemetry().operationsRunning());
    assertEquals(List.of(ofUpstream), dropped);
    dropped.clear();
  }

  @Test
  void shouldEndBeforeAFatalErrorOfTheCancelGoesOn() {
    final LinkageError fatal = new LinkageError("fatal");
    final var subscription = killable(throwsOnCancel(fatal)).subscribe();

    assertThrows(LinkageError.class, subscription::dispose);

    assertEquals(0, core.telemetry().operationsRunning());
    dropped.clear();
  }

  @Test
  void shouldSuppressWhatTheSourceThrowsAfterTheKill() {
    final Flux<Integer> source =
        Flux.from(subscriber -> {
          killedOfAnn();
          throw ofUpstream;
        });

    killable(source).subscribe(new Notes());

    assertEquals(1, signals.size());
    final Throwable told = (Throwable) signals.get(0);
    killedWith(KillCode.INTERRUPTED).accept(told);
    assertEquals(List.of(ofUpstream), List.of(told.getSuppressed()));
  }

  // ---- the element of a Mono is its end

  @Test
  void shouldEndAMonoWithItsElement() {
    final TestPublisher<Integer> source = TestPublisher.create();
    killable(Mono.fromDirect(source)).subscribe(new Notes());

    source.next(1);
    killedOfAnn();
    source.complete();

    assertEquals(List.of(1, "killed 0", "complete"), signals);
  }

  @Test
  void shouldDropAnErrorAfterTheElementOfAMono() {
    final IOException late = new IOException("too late");
    final TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    killable(Mono.fromDirect(source)).subscribe(new Notes());

    source.next(1);
    source.error(late);

    assertEquals(List.of(1, "killed 0", "complete"), signals);
    assertEquals(List.of(late), dropped);
    dropped.clear();
  }

  @Test
  void shouldErrorInsteadOfAnElementOfAMonoIfTheKillIsStillClaiming() {
    final AtomicReference<Operation> op = new AtomicReference<>();
    final KillCore late = KillCore.builder().callbackExecutor(task -> {}).build(); // it never comes to the callback
    final TestPublisher<Integer> source = TestPublisher.create();
    StepVerifier.create(
        Mono.fromDirect(source).transform(Killable.mono(context -> {
          op.set(late.begin("order"));
          return op.get();
        })))
        .then(() -> op.get().kill(KillCode.INTERRUPTED, "", ""))
        .then(() -> source.next(1))
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verifyThenAssertThat(LONG)
        .hasDiscarded(1);
    assertEquals(0, late.telemetry().operationsRunning());
    late.close();
  }

  // ---- a source that is slow to subscribe

  @Test
  void shouldErrorThoughTheSourceNeverSubscribes() {
    StepVerifier.create(killable(Flux.from(subscriber -> {})))
        .then(this::killedOfAnn)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
  }

  @Test
  void shouldErrorWhileTheSourceBlocksInItsSubscribe() throws Exception {
    final CountDownLatch blocked = new CountDownLatch(1);
    final CountDownLatch told = new CountDownLatch(1);
    final Flux<Integer> source =
        killable(Flux.from(subscriber -> {
          blocked.countDown();
          await(told);
        }));
    final Thread subscribing =
        new Thread(() -> source.subscribe(i -> {}, e -> {
          signals.add(((OperationKilledException) e).code());
          told.countDown();
        }));
    subscribing.start();
    await(blocked);

    killedOfAnn();

    final boolean isInTime = told.getCount() == 0;
    told.countDown();
    subscribing.join();
    assertTrue(isInTime);
    assertEquals(List.of(KillCode.INTERRUPTED), signals);
  }

  @Test
  void shouldNotSubscribeToTheSourceAfterAKill() {
    final TestPublisher<Integer> source = TestPublisher.create();
    StepVerifier.create(
        source.flux().transform(Killable.flux(context -> {
          final Operation op = session.begin("orders");
          killedOfAnn();
          return op;
        }))).expectErrorSatisfies(killedWith(KillCode.INTERRUPTED)).verify(LONG);
    source.assertWasNotSubscribed();
  }

  @Test
  void shouldCancelASourceThatSubscribesAfterTheKill() {
    final AtomicReference<Subscriber<? super Integer>> late = new AtomicReference<>();
    StepVerifier.create(killable(Flux.<Integer>from(late::set)))
        .then(this::killedOfAnn)
        .expectErrorSatisfies(killedWith(KillCode.INTERRUPTED))
        .verify(LONG);
    final CountDownLatch cancelled = new CountDownLatch(1);

    late.get().onSubscribe(new Subscription() {
      @Override
      public void request(final long n) {}

      @Override
      public void cancel() {
        cancelled.countDown();
      }
    });

    assertEquals(0, cancelled.getCount());
  }

  @Test
  void shouldPassOnOnlyValidDemandBeforeTheSourceSubscribes() {
    final AtomicReference<Subscriber<? super Integer>> late = new AtomicReference<>();
    final List<Long> requested = new CopyOnWriteArrayList<>();
    final BaseSubscriber<Integer> downstream =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(final Subscription its) {
            its.request(2);
            its.request(-1);
          }
        };
    killable(Flux.<Integer>from(late::set)).subscribe(downstream);

    late.get().onSubscribe(new Subscription() {
      @Override
      public void request(final long n) {
        requested.add(n);
      }

      @Override
      public void cancel() {}
    });

    assertEquals(List.of(2L), requested);
    downstream.dispose();
  }

  // ---- work that a cancel does not reach

  @Test
  void shouldKillWorkWhoseSubscriberIsGone() {
    final CountDownLatch blocked = new CountDownLatch(1);
    final CountDownLatch stopped = new CountDownLatch(1);
    final Mono<Integer> work =
        Mono.deferContextual(context -> Mono.create(sink -> {
          final Operation op = Killable.operation(context).orElseThrow();
          final Thread thread =
              new Thread(() -> {
                try {
                  blocked.countDown();
                  op.sleep(LONG);
                } catch (final Exception e) {
                  signals.add(e);
                  sink.error(e); // which is dropped without a word
                } finally {
                  stopped.countDown();
                }
              });
          thread.setDaemon(true);
          thread.start();
        }));
    final var subscription = killable(work).subscribe();
    await(blocked);

    subscription.dispose();

    await(stopped);
    killedWith(KillCode.CLIENT_DISCONNECT).accept((Throwable) signals.get(0));
    assertEquals(1, core.telemetry().operationsKilled());
  }

  // ---- what operators may ask

  @Test
  void shouldNotSayThatItSignalsOnTheThreadOfTheSourceOnly() {
    final AtomicReference<Subscription> its = new AtomicReference<>();
    killable(Flux.never()).subscribe(new BaseSubscriber<>() {
      @Override
      protected void hookOnSubscribe(final Subscription subscription) {
        its.set(subscription);
      }
    });

    assertNotEquals(Scannable.Attr.RunStyle.SYNC, Scannable.from(its.get()).scan(Scannable.Attr.RUN_STYLE));
    its.get().cancel();
  }

  private static void await(final CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
