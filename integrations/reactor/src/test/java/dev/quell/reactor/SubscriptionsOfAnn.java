package dev.quell.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Subscriptions in Ann's session. After each test no operation may be left, and nothing on the console. */
abstract class SubscriptionsOfAnn {
  static final Owner ANN = Owner.of("ann", "app");
  static final Duration LONG = Duration.ofSeconds(60);

  final KillCore core = KillCore.create();
  final Session session = core.startSession(ANN);
  /** What would be on the console. */
  final List<Throwable> dropped = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    Hooks.onErrorDropped(dropped::add);
  }

  @AfterEach
  void close() {
    Hooks.resetOnErrorDropped();
    assertEquals(0, core.telemetry().operationsRunning());
    core.close();
    assertEquals(List.of(), dropped);
  }

  final <T> Flux<T> killable(final Flux<T> source) {
    return source.transform(Killable.flux(context -> session.begin("orders")));
  }

  final <T> Mono<T> killable(final Mono<T> source) {
    return source.transform(Killable.mono(context -> session.begin("order")));
  }

  /** How many operations a kill of Ann has killed. */
  final long killedOfAnn() {
    return core.kill(KillPattern.owner(ANN.uid())).operationsKilled();
  }

  static Consumer<Throwable> killedWith(final int code) {
    return e -> assertEquals(code, assertInstanceOf(OperationKilledException.class, e).code());
  }
}
