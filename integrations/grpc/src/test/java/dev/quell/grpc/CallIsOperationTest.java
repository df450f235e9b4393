package dev.quell.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.Operation;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A call is an operation while it lasts, of each kind. */
@ParameterizedClass
@EnumSource
class CallIsOperationTest extends RunningServer {
  private static final int ROUNDS = 300;

  CallIsOperationTest(final Transport transport) {
    super(transport);
  }

  @Test
  void shouldBeAnOperationWhileTheCallLasts() {
    final CompletableFuture<String> description = new CompletableFuture<>();
    orders.one = (request, observer) -> {
      final Operation op = KillInterceptor.OPERATION.get();
      description.complete(op.info().description() + " of " + op.session().orElseThrow().owner().name().orElseThrow());
      Orders.answer(observer, request);
    };

    assertEquals("a", Orders.one(as("user", "ann"), "a"));

    assertEquals("shop.Orders/One of ann@shop", description.join());
    awaitNoOperation();
    assertEquals(0, core.telemetry().operationsKilled());
  }

  @Test
  void shouldBeAnOperationInEachKindOfCall() throws Exception {
    final List<Boolean> running = new CopyOnWriteArrayList<>();
    final Consumer<StreamObserver<String>> answer =
        observer -> {
          running.add(KillInterceptor.OPERATION.get().isRunning());
          Orders.answer(observer, "b");
        };
    orders.many = (request, observer) -> answer.accept(observer);
    orders.sum = observer -> Orders.onHalfClose(() -> answer.accept(observer));
    orders.talk = observer -> Orders.onHalfClose(() -> answer.accept(observer));
    final Answers many = new Answers();
    final Answers sum = new Answers();
    final Answers talk = new Answers();

    ClientCalls.asyncServerStreamingCall(as("user", "ann").newCall(Orders.MANY, CallOptions.DEFAULT), "a", many);
    ClientCalls.asyncClientStreamingCall(as("user", "ann").newCall(Orders.SUM, CallOptions.DEFAULT), sum).onCompleted();
    ClientCalls.asyncBidiStreamingCall(as("user", "ann").newCall(Orders.TALK, CallOptions.DEFAULT), talk)
        .onCompleted();

    for (final Answers answers : List.of(many, sum, talk)) {
      assertEquals(Status.Code.OK, answers.code());
      assertEquals(List.of("b"), answers.messages);
    }
    assertEquals(List.of(true, true, true), running);
  }

  @Test
  void shouldEndOnceWhenKillAndAnswerMeet() throws Exception {
    orders.one = (request, observer) -> {
      final var ref = KillInterceptor.OPERATION.get().ref();
      final Thread killer = new Thread(() -> ref.kill(KillCode.INTERRUPTED, "", ""));
      killer.start();
      try {
        Orders.answer(observer, request);
      } finally {
        join(killer);
      }
    };
    for (int round = 0; round < ROUNDS; round++) {
      final Answers answers = callOne(as("user", "ann"), CallOptions.DEFAULT);
      final Status.Code code = answers.code();
      assertTrue(code == Status.Code.OK || code == Status.Code.CANCELLED, () -> code.toString());
      assertEquals(1, answers.ends.get());
    }
  }

  private static void join(final Thread thread) {
    try {
      thread.join();
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
