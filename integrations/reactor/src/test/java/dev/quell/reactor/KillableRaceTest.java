package dev.quell.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.OperationRef;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** A kill against what may come at the same moment, many times. */
class KillableRaceTest {
  private static final int ROUNDS = 2_000;

  private enum Rival {
    COMPLETE, ERROR, CANCEL, ELEMENTS, SUBSCRIPTION
  }

  /** A subscriber that notes what the rules forbid. */
  private static final class Strict implements CoreSubscriber<Integer> {
    final AtomicInteger terminals = new AtomicInteger();
    final AtomicInteger broken = new AtomicInteger();
    volatile Subscription subscription;
    volatile Throwable error;
    volatile boolean hasElement;
    private final AtomicInteger inside = new AtomicInteger();

    private void signal(final Runnable what) {
      if (inside.getAndIncrement() != 0 || terminals.get() != 0) {
        broken.incrementAndGet();
      }
      what.run();
      inside.decrementAndGet();
    }

    @Override
    public void onSubscribe(final Subscription s) {
      signal(() -> {
        subscription = s;
        s.request(Long.MAX_VALUE);
      });
    }

    @Override
    public void onNext(final Integer element) {
      signal(() -> hasElement = true);
    }

    @Override
    public void onError(final Throwable e) {
      signal(() -> {
        error = e;
        terminals.incrementAndGet();
      });
    }

    @Override
    public void onComplete() {
      signal(terminals::incrementAndGet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSignalExactlyOneEnd(final Rival rival) throws Exception {
    race(rival, (source, begin) -> Flux.from(source).transform(Killable.flux(begin)), false);
  }

  @ParameterizedTest
  @EnumSource
  void shouldSignalExactlyOneEndOfAMono(final Rival rival) throws Exception {
    race(rival, (source, begin) -> Mono.fromDirect(source).transform(Killable.mono(begin)), true);
  }

  private interface Maker {
    CorePublisher<Integer> make(Publisher<Integer> source, Function<ContextView, Operation> begin);
  }

  private static void race(final Rival rival, final Maker maker, final boolean single) throws Exception {
    final CyclicBarrier gate = new CyclicBarrier(2);
    final AtomicReference<OperationRef> target = new AtomicReference<>();
    final AtomicInteger kills = new AtomicInteger();
    try (KillCore core = KillCore.create()) {
      final Thread killer =
          new Thread(() -> {
            for (int round = 0; round < ROUNDS; round++) {
              await(gate);
              if (target.get().kill(KillCode.INTERRUPTED, "", "")) {
                kills.incrementAndGet();
              }
              await(gate);
            }
          });
      killer.setDaemon(true);
      killer.start();
      int errors = 0;
      for (int round = 0; round < ROUNDS; round++) {
        final Strict strict = new Strict();
        final AtomicReference<Subscriber<? super Integer>> source = new AtomicReference<>();
        final Runnable subscribe =
            () -> maker.make(s -> {
              source.set(s);
              s.onSubscribe(NONE);
            }, context -> {
              final var op = core.begin("race");
              target.set(op.ref());
              if (rival == Rival.SUBSCRIPTION) {
                await(gate);
              }
              return op;
            }).subscribe(strict);
        if (rival == Rival.SUBSCRIPTION) {
          subscribe.run();
        } else {
          subscribe.run();
          await(gate);
          play(rival).accept(new Round(source.get(), strict));
        }
        await(gate);
        if (rival == Rival.ELEMENTS || rival == Rival.SUBSCRIPTION) {
          assertEquals(1, strict.terminals.get(), "no end of a killed subscription in round " + round);
        }
        assertEquals(0, strict.broken.get(), "signals that overlap or come too late in round " + round);
        assertTrue(
            rival == Rival.CANCEL ? strict.terminals.get() <= 1 : strict.terminals.get() == 1,
            strict.terminals.get() + " ends in round " + round);
        assertFalse(single && strict.hasElement && strict.error != null, "an element, and an error, in round " + round);
        errors += strict.error instanceof OperationKilledException ? 1 : 0;
        assertEquals(0, core.telemetry().operationsRunning());
      }
      killer.join();
      assertTrue(errors <= kills.get(), "errors without a kill");
    }
  }

  private record Round(Subscriber<? super Integer> source, Strict strict) {}

  private static Consumer<Round> play(final Rival rival) {
    return switch (rival) {
      case COMPLETE -> round -> round.source.onComplete();
      case ERROR -> round -> round.source.onError(new IllegalStateException("own"));
      case CANCEL -> round -> round.strict.subscription.cancel();
      default -> round -> {
        while (round.strict.terminals.get() == 0) {
          round.source.onNext(1);
        }
      };
    };
  }

  private static final Subscription NONE =
      new Subscription() {
        @Override
        public void request(final long n) {}

        @Override
        public void cancel() {}
      };

  private static void await(final CyclicBarrier gate) {
    try {
      gate.await();
    } catch (final Exception e) {
      throw new AssertionError(e);
    }
  }
}
